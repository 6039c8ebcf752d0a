package io.github.alpharl.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.eval.behaviour.BaseView;
import io.github.alpharl.eval.behaviour.EmbeddingShift;
import io.github.alpharl.eval.behaviour.PrefixGuidance;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.result.EvaluationListener;
import io.github.alpharl.eval.result.EvaluationRequest;
import io.github.alpharl.eval.result.Summary;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network in this process, on the shared run: step 0 and the last step. */
class LocalEngineTest {

  private static final Task TASK = Tasks.named("chained-arithmetic");
  private static final SamplingSettings SETTINGS = new SamplingSettings(2, 0.6, 1, 48, 3);

  @TempDir private Path folder;

  private static LocalSampler open(int step) {
    Path model = SharedData.find("tiny-run/step-" + step);
    return LocalSampler.open(model, Optional.empty(), Compute.DEFAULT, false, Optional.of("."));
  }

  private static Summary evaluate(LocalSampler sampler, Path out) {
    EvaluationRequest request = new EvaluationRequest(TaskBenchmark.of(TASK, 64, 5), SETTINGS, out);
    return Evaluation.run(request, sampler, EvaluationListener.NONE).summary();
  }

  @Test
  void twoRunsWithOneSeedWriteTheSameBytesAndTrainingHelps() throws IOException {
    try (LocalSampler base = open(0);
        LocalSampler trained = open(105)) {
      Summary before = evaluate(base, folder.resolve("a"));
      evaluate(base, folder.resolve("b"));
      Summary after = evaluate(trained, folder.resolve("c"));
      for (String file : List.of("samples.jsonl", "summary.json")) {
        assertThat(Files.readAllBytes(folder.resolve("a").resolve(file)))
            .isEqualTo(Files.readAllBytes(folder.resolve("b").resolve(file)));
      }
      assertThat(after.figures().average().value()).isGreaterThan(0.9);
      assertThat(before.figures().average().value()).isBetween(0.2, 0.6);
    }
  }

  @Test
  void theBaseSeesItsOwnGreedyAnswersAsGreedyAndNotTheTrainedOnes() {
    Benchmark benchmark = TaskBenchmark.of(TASK, 32, 6);
    try (LocalSampler base = open(0);
        LocalSampler trained = open(105)) {
      List<int[]> prompts =
          benchmark.problems().stream().map(p -> base.ids(benchmark.prompt(p))).toList();
      List<int[]> own = base.greedy(prompts, 48);
      List<int[]> guide = trained.greedy(prompts, 48);
      BaseView self = BaseView.of(base.network(), prompts, own);
      BaseView other = BaseView.of(base.network(), prompts, guide);
      assertThat(self.nonGreedyShare()).isZero();
      assertThat(other.nonGreedyShare()).isBetween(0.001, 0.5);
      // A greedy direct answer is a guess, a written chain is not: no order between the two.
      assertThat(List.of(self.perplexity(), other.perplexity())).allMatch(p -> p >= 1 && p < 10);
      Map<Integer, Double> guided =
          PrefixGuidance.accuracy(base, benchmark, prompts, guide, List.of(0, 8), 48);
      assertThat(guided.get(8)).isGreaterThan(guided.get(0));
    }
  }

  @Test
  void embeddingsThatWereNotTrainedDoNotShift() {
    try (LocalSampler base = open(0);
        LocalSampler trained = open(105)) {
      EmbeddingShift shift =
          EmbeddingShift.of(
              base.network(), trained.network(), new TreeSet<>(List.of(1, 2, 3, 4, 5)));
      assertThat(shift.meanShift()).isZero();
      assertThat(shift.before()).hasSameSizeAs(shift.tokens());
    }
  }
}
