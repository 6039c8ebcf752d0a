package io.github.alpharl.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.Json;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.run.Guarding;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.score.ScoreRequest;
import io.github.alpharl.score.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trainings of a few steps with real faults, which all leave one healthy run at step 13. */
class WatchGuardTest {

  private static final Task TASK = Tasks.named("chained-arithmetic");
  private static final int HEALTHY = 13;

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  private Trainer trainer(String name, ObjectNode changes) {
    changes.put("steps", 40).put("saveEvery", 1).put("prompts", 4).put("samples", 4);
    changes.put("validationProblems", 64).put("seed", 3).put("learningRate", 3e-4);
    return new Trainer(
        new Start.Shipped(TASK, ModelSize.TINY_128),
        Defaults.of(Algorithm.GRPO, TASK, false, 128).with(changes),
        folder.resolve(name),
        _ -> {});
  }

  private Trainer branch(String name, ObjectNode changes) {
    Trainer trainer = trainer(name, changes);
    trainer.branch(folder.resolve("healthy"));
    return trainer;
  }

  private void guarded(String name, ObjectNode changes, int until) {
    branch(name, changes).train(until, new Guarding(new WatchGuard(), 3, told::add));
  }

  private double accuracy(String name) {
    return Scores.read(folder.resolve(name).resolve("scores.csv"), ScoreRequest.any())
        .series()
        .scores()
        .getLast()
        .accuracy();
  }

  private boolean same(String one, String other, String file) throws IOException {
    return Files.mismatch(folder.resolve(one).resolve(file), folder.resolve(other).resolve(file))
        == -1;
  }

  private static ObjectNode fault(String name) {
    return Json.object().put("fault", name + "@" + (HEALTHY + 1));
  }

  @Test
  void faultsAreLostWithoutAGuardAndRescuedWithOneAndAHealthyRunIsLeftAlone() throws IOException {
    trainer("healthy", Json.object()).train(HEALTHY, Guarding.KEEPING);
    double before = accuracy("healthy");

    branch("rate", fault("rate")).train(17, 1);
    assertThat(accuracy("rate")).isLessThan(before - 0.2);
    guarded("rate-guarded", fault("rate"), 18);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).startsWith("intervention 1 of at most 3: alarm at step 1");
    assertThat(accuracy("rate-guarded")).isGreaterThan(before);

    told.clear();
    branch("nan", fault("nan")).train(14, 1);
    assertThat(same("nan", "healthy", "step-13/model.safetensors")).isTrue();
    assertThat(
            Files.mismatch(
                folder.resolve("nan/step-13/model.safetensors"),
                folder.resolve("nan/step-14/model.safetensors")))
        .isEqualTo(-1);
    guarded("nan-guarded", fault("nan"), 14);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).contains("not finite: gradient norm", "back to step 13");
    assertThat(same("nan-guarded", "nan", "step-14/model.safetensors")).isFalse();
    assertThat(folder.resolve("nan-guarded/metrics.jsonl")).content().doesNotContain("NaN");

    told.clear();
    guarded("healthy-guarded", Json.object(), 14);
    trainer("healthy", Json.object()).train(14, 1);
    assertThat(told).isEmpty();
    assertThat(same("healthy-guarded", "healthy", "step-14/model.safetensors")).isTrue();
    assertThat(same("healthy-guarded", "healthy", "trainer-state.safetensors")).isTrue();
    assertThat(same("healthy-guarded", "healthy", "scores.csv")).isTrue();
  }
}
