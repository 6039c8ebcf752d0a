package io.github.alpharl.lab.run;

import static io.github.alpharl.lab.run.SmallRuns.BASE;
import static io.github.alpharl.lab.run.SmallRuns.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.option.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are sent back. */
class GuardedRunTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  private Trainer trainer(String name) {
    return new Trainer(
        BASE,
        options(Algorithm.GRPO, JSON.createObjectNode().put("saveEvery", 1)),
        folder.resolve(name),
        _ -> {});
  }

  /** Gives an alarm at its {@code at}-th look at a checkpoint, as if step 1 had been good. */
  private static Guard alarming(int at) {
    return new Guard() {
      private int looks;

      @Override
      public Optional<Alarm> saved(int step) {
        return ++looks == at
            ? Optional.of(new Alarm(step, 1, "alarm at step " + step))
            : Optional.empty();
      }
    };
  }

  private boolean same(String one, String other, String file) throws IOException {
    return Files.mismatch(folder.resolve(one).resolve(file), folder.resolve(other).resolve(file))
        == -1;
  }

  private List<Integer> logged(String name) throws IOException {
    List<Integer> steps = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      steps.add(JSON.readTree(line).path("step").asInt());
    }
    return steps;
  }

  @Test
  void anAlarmSendsTheTrainingBackAtALowerRateOnceAndForGood() throws IOException {
    trainer("plain").train(1, 1);
    trainer("plain").train(2, 0.3);
    trainer("plain").train(3, 0.3);

    trainer("sent-back").train(2, new Guarding(alarming(2), 3, told::add));
    assertThat(told)
        .containsExactly(
            "intervention 1 of at most 3: alarm at step 2; back to step 1, learning rate 0.300 ×"
                + " what was asked for from there on");
    assertThat(same("plain", "sent-back", "step-2/model.safetensors")).isTrue();
    Path abandoned = folder.resolve("sent-back/abandoned/1");
    assertThat(abandoned.resolve("step-2/model.safetensors")).exists();
    assertThat(Files.readAllLines(abandoned.resolve("metrics.jsonl"))).hasSize(2);
    JsonNode line = JSON.readTree(folder.resolve("sent-back/interventions.jsonl").toFile());
    assertThat(line)
        .hasToString(
            "{\"intervention\":1,\"step\":2,\"to\":1,\"rateFactor\":0.3,"
                + "\"reason\":\"alarm at step 2\"}");

    // Killed between what is written and what is done, and started again without a guard.
    trainer("killed").train(2, Guarding.KEEPING);
    Files.writeString(folder.resolve("killed/interventions.jsonl"), line + "\n");
    trainer("killed").train(2, Guarding.KEEPING);
    assertThat(same("plain", "killed", "step-2/model.safetensors")).isTrue();
    trainer("killed").train(3, 1);
    assertThat(logged("killed")).containsExactly(1, 2, 3);
    assertThat(same("plain", "killed", "step-3/model.safetensors")).isTrue();
    assertThat(same("plain", "killed", "trainer-state.safetensors")).isTrue();
  }

  @Test
  void noMoreInterventionsThanAllowedAndAllAlarmsAreTold() {
    Guard always =
        new Guard() {
          @Override
          public Optional<Alarm> logged(int step) {
            return Optional.of(new Alarm(step, 0, "alarm at step " + step));
          }
        };
    trainer("always").train(2, new Guarding(always, 1, told::add));
    assertThat(told)
        .containsExactly(
            "intervention 1 of at most 1: alarm at step 1; back to step 0, learning rate 0.300 ×"
                + " what was asked for from there on",
            "no intervention, as 1 were made: alarm at step 1",
            "no intervention, as 1 were made: alarm at step 2");
    assertThat(folder.resolve("always/step-2")).exists();
    assertThatThrownBy(() -> new Guarding(always, -1, told::add))
        .isInstanceOf(UsageException.class)
        .hasMessage("A guard makes 0 or more interventions, not -1.");
  }

  @Test
  void whatIsKeptIsTheNewestEight() throws IOException {
    RunFolder run = new RunFolder(folder);
    KeptStates kept = new KeptStates(run);
    for (int step = 1; step <= 12; step++) {
      Files.writeString(run.state(), "state of " + step);
      kept.keep(step);
      Files.delete(run.state()); // as a state is replaced, not written over
    }
    assertThat(folder.resolve(KeptStates.NAME).toFile().list()).hasSize(8);
    assertThat(kept.near(9)).isEqualTo(9);
    assertThat(kept.near(2)).isEqualTo(5);
    kept.restore(7);
    assertThat(run.state()).hasContent("state of 7");
    assertThat(kept.near(12)).isEqualTo(7);
    assertThat(folder.resolve(KeptStates.NAME).toFile().list()).hasSize(3);
  }
}
