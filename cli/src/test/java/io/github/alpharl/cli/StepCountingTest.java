package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasters on the clock of the summed learning rate, and what a share of a run is of. */
class StepCountingTest {

  private static final int PLANNED = 60;

  /** The first two of five checkpoints. */
  private static final String FIT = "--fit=40";

  @TempDir Path temp;

  private int outputs;

  /** The rate of step t, on a line down to 0 after {@link #PLANNED} steps. */
  private static double rate(long step) {
    return 1e-4 * (1 - (step - 1.0) / PLANNED);
  }

  /** Σ of the first rates, in units of 1e-4: where a run with such rates is after {@code step}. */
  private static double travelled(long step) {
    double sum = 0;
    for (long t = 1; t <= step; t++) {
      sum += rate(t) / 1e-4;
    }
    return sum;
  }

  /** Weights that move along one direction by the rate of each step. */
  private Path run(String name, long... steps) {
    SmallModel base = SmallModel.random(1);
    Path run = temp.resolve(name);
    base.write(run.resolve("step-0"));
    for (long step : steps) {
      base.moved(travelled(step) / 100, 0, step).write(run.resolve("step-" + step));
    }
    return run;
  }

  private static String state(int until, boolean spoilt) {
    List<String> log = new ArrayList<>();
    for (int t = 1; t <= until; t++) {
      double rate = spoilt && t % 2 == 0 ? rate(t) / 7 : rate(t);
      log.add(String.format(Locale.ROOT, "{\"step\": %d, \"learning_rate\": %.12e}", t, rate));
    }
    return "{\"global_step\": %d, \"max_steps\": %d, \"log_history\": [%s]}"
        .formatted(until, PLANNED, String.join(", ", log));
  }

  private static double error(Path run, String forecaster, Object... more) throws IOException {
    List<Object> words = new ArrayList<>(List.of("compare", run, "--window", "1..80", "--json"));
    words.addAll(List.of("--forecasters", forecaster));
    words.addAll(List.of(more));
    JsonNode found = new ObjectMapper().readTree(Cli.run(words.toArray()).ok().out());
    return found.get("forecasters").get(0).get("relativeError").asDouble();
  }

  @Test
  void straightLinesMeetARunWhoseRateFalls() throws IOException {
    Path run = run("falls", 10, 20, 40, 50, 60);
    for (String forecaster : List.of("velocity:lag=1", "extrapolate", "relex")) {
      assertThat(error(run, forecaster, FIT)).as(forecaster).isGreaterThan(0.2);
    }
    Path log = Files.writeString(run.resolve("step-20/trainer_state.json"), state(20, false));
    for (String forecaster :
        List.of("velocity:lag=1", "extrapolate:first", "relex", "alpharl:step")) {
      assertThat(error(run, forecaster, FIT)).as(forecaster).isLessThan(0.1);
      assertThat(error(run, forecaster, FIT, "--clock", "steps")).as(forecaster).isGreaterThan(0.2);
    }
    String counted = "(step 60 counts as %.1f)".formatted(20 * travelled(60) / travelled(20));
    predict(run, "40%")
        .ok()
        .noted("steps counted by summed learning rate from " + log, counted, "linear");
    Path elsewhere = Files.move(log, temp.resolve("rates.json"));
    assertThat(error(run, "relex", FIT, "--clock", elsewhere)).isLessThan(0.1);
    assertThat(error(run, "relex", FIT, "--scores", elsewhere, "--metric", "learning_rate"))
        .isLessThan(0.1);
  }

  private Cli.Result predict(Path run, String window, Object... more) {
    List<Object> words = new ArrayList<>(List.of("predict", run, "--window", window));
    words.addAll(List.of("--target-step", 60, "--forecaster", "extrapolate", "--json"));
    words.addAll(List.of("--out", temp.resolve("out" + outputs++)));
    words.addAll(List.of(more));
    return Cli.run(words.toArray());
  }

  @Test
  void ratesThatDoNotReachTheTargetAreSaidAndLeftOut() throws IOException {
    Path run = run("odd", 10, 20, 30);
    Path log = Files.writeString(run.resolve("step-30/trainer_state.json"), state(30, true));
    predict(run, "10..30").ok().noted("do not tell those up to step 60", "every step counts alike");
    predict(run, "10..30", "--clock", log).refused(2, log.toString(), "--clock steps");
    Path without = Files.writeString(temp.resolve("log.csv"), "step,reward\n1,0.5\n");
    predict(run, "10..30", "--clock", without).refused(2, "has no learning rates");
  }

  @Test
  void aShareIsOneOfThePlannedSteps() throws IOException {
    Path run = run("plan", 10, 20, 30, 40);
    assertThat(window(run, "50%")).isEqualTo(List.of(10L, 20L)); // of 40
    Files.writeString(run.resolve("step-40/trainer_state.json"), state(40, false));
    assertThat(window(run, "50%")).isEqualTo(List.of(10L, 20L, 30L)); // of 60
    assertThat(window(run, "50%", "--clock", "steps")).isEqualTo(List.of(10L, 20L));
    predict(run, "50%").noted("50% is of the 60 steps", "plans", "last checkpoint is of step 40");
  }

  private List<Long> window(Path run, String share, Object... more) throws IOException {
    JsonNode found = new ObjectMapper().readTree(predict(run, share, more).ok().out());
    List<Long> steps = new ArrayList<>();
    found.get("window").forEach(step -> steps.add(step.asLong()));
    return steps;
  }

  /** TRL, linear decay over 80 steps: the error of step 80 from steps 5 to 30. */
  @Test
  void theRealRunIsMetThreeTimesNearer() throws IOException {
    Path data = SharedData.find("trl-run/full/checkpoint-80").getParent().getParent();
    Object[] more = {"--fit", 37.5, "--store", temp, "--base", data.resolve("base")};
    for (String forecaster : List.of("velocity", "extrapolate", "relex")) {
      Path run = data.resolve("full");
      double onSteps = error(run, forecaster, with(more, "--clock", "steps"));
      double onRates = error(run, forecaster, more);
      assertThat(onRates).as(forecaster).isLessThan(onSteps / 2);
      if (forecaster.equals("velocity")) {
        assertThat(onSteps).isCloseTo(0.66, within(0.01));
        assertThat(onRates).isLessThan(0.24);
      }
    }
  }

  private static Object[] with(Object[] words, Object... more) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
