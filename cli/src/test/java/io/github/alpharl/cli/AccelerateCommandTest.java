package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code accelerate} around a trainer behind a shell command. */
class AccelerateCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = Integer.getInteger("alpharl.kills", 3);

  @TempDir Path temp;
  private SteppedTrainer stepped;

  @BeforeEach
  void prepare() {
    stepped = SteppedTrainer.in(temp);
  }

  private static List<JsonNode> decisions(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("decisions.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void drivesATrainerInVerlsLayout() throws IOException {
    Path run = temp.resolve("run");
    Cli.Result result = Cli.run(stepped.command(run)).ok();
    List<JsonNode> decisions = decisions(run);
    assertThat(decisions).hasSize(4);
    assertThat(decisions.getFirst().path("accepted").asText()).isEqualTo("f+1");
    assertThat(decisions.getFirst().path("nextRateFactor").asDouble()).isEqualTo(Math.sqrt(2));
    for (JsonNode trial : decisions.getFirst().path("trials")) {
      boolean enough = trial.path("evidence").asDouble() >= trial.path("threshold").asDouble();
      assertThat(enough).isEqualTo(trial.path("name").asText().equals("f+1"));
    }
    assertThat(decisions.get(1).path("start").asText()).isEqualTo("legs/leg-001/tried/f+1");
    JsonNode last = decisions.getLast();
    assertThat(last.path("searchSoFar").asDouble())
        .isLessThanOrEqualTo(
            0.1 * (last.path("searchSoFar").asDouble() + last.path("trainingSoFar").asDouble()));
    assertThat(last.path("trainingSoFar").asLong()).isEqualTo(8 * 1500);
    assertThat(result.out()).contains("f+1", "12000 rollouts of training");
    assertThat(Files.readAllLines(temp.resolve("calls")))
        .hasSize(4)
        .startsWith("leg 1 seed 3000010 rate 1.0", "leg 2 seed 3000011 rate " + Math.sqrt(2));
    jumpIsExact(run);
    Cli.Result seen = Cli.run("inspect", run).ok();
    assertThat(seen.out()).contains("8");
    Cli.run("decompose", run, "--store", temp.resolve("store")).ok();
    assertThat(Cli.run(stepped.command(run)).ok().out()).isEqualTo(result.out());
    JsonDocuments.read("accelerate", Cli.run(Work.with(stepped.command(run), "--json")).ok().out());
    assertThat(Files.readAllLines(temp.resolve("calls"))).as("nothing is done twice").hasSize(4);
  }

  private void jumpIsExact(Path run) {
    String name = SmallModel.modules().getFirst();
    try (HfCheckpoint start = HfCheckpoint.open(stepped.prepared().resolve("step-0"));
        HfCheckpoint end = HfCheckpoint.open(stepped.prepared().resolve("step-2"));
        HfCheckpoint jumped = HfCheckpoint.open(run.resolve("legs/leg-001/tried/f+1"))) {
      for (long i = 0; i < jumped.tensor(name).size(); i++) {
        double exact = 2 * end.tensor(name).get(i) - start.tensor(name).get(i);
        assertThat(jumped.tensor(name).get(i))
            .isCloseTo(exact, within(Math.abs(exact) / 256 + 1e-6));
      }
    }
  }

  /** Every seventh operation on the disk fails or kills in turn; the end is always the same. */
  @Test
  void stoppedAtEveryBoundaryItEndsTheSame() {
    Path whole = temp.resolve("whole");
    System.setProperty(FaultyDisk.PROPERTY, "fail:" + Integer.MAX_VALUE);
    long operations;
    try {
      Disk counting = Disk.system();
      Cli.run(stepped.command(whole)).ok();
      operations = counting instanceof FaultyDisk disk ? disk.operations() : 0;
    } finally {
      System.clearProperty(FaultyDisk.PROPERTY);
    }
    Map<String, String> expected = Trees.of(whole);
    assertThat(operations).isGreaterThan(100);
    Path run = temp.resolve("run");
    int stopped = 0;
    for (long k = 3; k < operations; k += 1 + operations / 16) {
      System.setProperty(FaultyDisk.PROPERTY, "fail:" + k);
      try {
        Cli.Result result = Cli.run(stepped.command(run));
        stopped += result.exit() == 0 ? 0 : 1;
        assertThat(result.exit()).as(result.err()).isIn(0, 4);
      } finally {
        System.clearProperty(FaultyDisk.PROPERTY);
      }
      if (k % 3 == 0) {
        Cli.run(stepped.command(run)).ok();
        assertThat(Trees.of(run)).isEqualTo(expected);
        Trees.delete(run);
      }
    }
    Cli.run(stepped.command(run)).ok();
    assertThat(Trees.of(run)).isEqualTo(expected);
    assertThat(stopped).isGreaterThan(5);
  }

  @Test
  void killedAtRandomMomentsItEndsTheSame() throws Exception {
    Path whole = temp.resolve("whole");
    Cli.run(stepped.command(whole)).ok();
    Map<String, String> expected = Trees.of(whole);
    Path run = temp.resolve("run");
    Random random = new Random(7);
    int hit = 0;
    for (int i = 0; i < KILLS; i++) {
      Cli.Child child = Cli.start(List.of(), stepped.command(run));
      hit += child.process().waitFor(400 + random.nextLong(900), TimeUnit.MILLISECONDS) ? 0 : 1;
      child.process().descendants().forEach(ProcessHandle::destroyForcibly);
      child.kill();
      Files.delete(child.out());
      Files.delete(child.err());
    }
    Cli.run(stepped.command(run)).ok();
    assertThat(Trees.of(run)).isEqualTo(expected);
    System.out.println("AccelerateCommandTest: " + hit + " of " + KILLS + " kills hit");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Path run = temp.resolve("run");
    Path base = stepped.prepared().resolve("step-0");
    Cli.Result neither = Cli.run("accelerate", "--out", run);
    assertThat(neither.exit()).isEqualTo(2);
    assertThat(neither.err()).contains("--task", "--trainer-command");
    Object[] command = {"accelerate", "--trainer-command", "true", "--out", run};
    Cli.run(command).refused(2, "needs --model DIR");
    Object[] model = Work.with(command, "--model", base, "--budget", 4);
    Cli.run(model).refused(2, "--rollouts-per-step");
    Object[] counted = Work.with(model, "--rollouts-per-step", 10);
    Cli.run(counted).refused(2, "--validation-command");
    Object[] all = Work.with(counted, "--validation-command", "echo 1 2");
    Cli.run(Work.with(all, "--leg", 6))
        .refused(2, "the budget must be at least one leg, found 4", "(--budget)");
    Object[] fits = Work.with(all, "--leg", 2);
    Cli.run(fits).refused(3, "legs/leg-001/run", "no such run");
    Cli.run(Work.with(fits, "--control", "jump")).refused(2, "another control", "control");
    Cli.run("accelerate", "--task", "faulty-facts", "--algorithm", "sft", "--out", run)
        .refused(2, "reinforcement learning");
    Cli.run(Work.with(stepped.command(temp.resolve("more")), "--factors", "0"))
        .refused(2, "--factors");
    SmallModel.text(temp.resolve("full/file"), "x");
    Cli.run(stepped.command(temp.resolve("full"))).refused(2, "holds no controlled run", "--out");
  }

  @Test
  void aValidationThatSaysNonsenseIsReported() {
    Path run = temp.resolve("run");
    Path talk = SmallModel.text(temp.resolve("talk.sh"), "echo hello\n");
    SteppedTrainer talking = new SteppedTrainer(stepped.prepared(), stepped.trainer(), talk);
    Cli.run(talking.command(run)).refused(3, "printed 1 answers where");
    Path maybe =
        SmallModel.text(
            temp.resolve("maybe.sh"),
            "i=0; while [ $i -lt $ALPHARL_COUNT ]; do echo maybe; i=$((i+1)); done\n");
    SteppedTrainer vague = new SteppedTrainer(stepped.prepared(), stepped.trainer(), maybe);
    Cli.run(vague.command(temp.resolve("vague"))).refused(3, "printed 'maybe'");
    Path json =
        SmallModel.text(
            temp.resolve("json.sh"),
            "echo '['; i=1; while [ $i -lt $ALPHARL_COUNT ]; do echo 'true,'; i=$((i+1)); done;"
                + " echo 'false]'\n");
    SteppedTrainer good = new SteppedTrainer(stepped.prepared(), stepped.trainer(), json);
    Cli.run(good.command(temp.resolve("good"))).ok();
    Path failing = SmallModel.text(temp.resolve("fails.sh"), "exit 5\n");
    SteppedTrainer broken = new SteppedTrainer(stepped.prepared(), stepped.trainer(), failing);
    Cli.run(broken.command(temp.resolve("broken"))).refused(4, "ended with code 5");
  }

  /** Forecasts from a leg's own checkpoints are candidates like any other. */
  @Test
  void forecastsOfTheLegAreTriedToo() throws IOException {
    Path validation =
        SmallModel.text(
            temp.resolve("straight.sh"),
            """
            i=0
            while [ $i -lt $ALPHARL_COUNT ]; do
              case "$ALPHARL_MODEL" in */velocity-lag=1@1) echo 1 ;; *) echo 0 ;; esac
              i=$((i + 1))
            done
            """);
    SteppedTrainer taught = new SteppedTrainer(stepped.prepared(), stepped.trainer(), validation);
    Path run = temp.resolve("run");
    Object[] more = {
      "--average", 0, "--factors", 1, "--forecasts", "velocity:lag=1@1,relex@2,alpharl:step@0.5"
    };
    Cli.run(Work.with(taught.legs(run, 4), more)).ok();
    JsonNode first = decisions(run).getFirst();
    assertThat(first.path("trials").findValuesAsText("name"))
        .containsExactlyInAnyOrder("f+1", "velocity-lag=1@1", "relex@2", "alpharl-step@0.5");
    assertThat(first.path("accepted").asText()).isEqualTo("velocity-lag=1@1");
    String name = SmallModel.modules().getFirst();
    try (HfCheckpoint three = HfCheckpoint.open(stepped.prepared().resolve("step-3"));
        HfCheckpoint four = HfCheckpoint.open(stepped.prepared().resolve("step-4"));
        HfCheckpoint jumped =
            HfCheckpoint.open(run.resolve("legs/leg-001/tried/velocity-lag=1@1"))) {
      for (long i = 0; i < jumped.tensor(name).size(); i++) {
        double exact = 5 * four.tensor(name).get(i) - 4 * three.tensor(name).get(i);
        assertThat(jumped.tensor(name).get(i))
            .isCloseTo(exact, within(Math.abs(exact) / 256 + 1e-5));
      }
    }
    Object[] scored = Work.with(taught.command(temp.resolve("no")), "--forecasts", "alpharl@1");
    Cli.run(scored).refused(2, "needs the accuracy of every checkpoint");
  }

  /** Searches of predict are open to the same command. */
  @Test
  void aSearchOfForecastsTakesTheCommandToo() {
    Cli.Result result =
        Cli.run(
                "predict",
                stepped.prepared(),
                "--window",
                "1..8",
                "--search",
                "mine",
                "--validation-command",
                "sh '" + stepped.validation() + "'",
                "--candidates",
                "extrapolate",
                "--reach",
                "1",
                "--refine",
                0,
                "--confirm",
                16,
                "--out",
                temp.resolve("out"))
            .ok();
    assertThat(result.out()).contains("not proven better, so the last checkpoint stays");
  }
}
