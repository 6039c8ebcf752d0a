package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.follow.Following;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code decompose --follow} in a process of its own, while checkpoints come and go. */
class FollowTest {

  @TempDir private Path folder;

  @Test
  void takesCheckpointsAsTheyAppearAndDeletesThem() throws Exception {
    Path all = SmallRun.write(folder.resolve("all"));
    Path run = Files.createDirectory(folder.resolve("run"));
    Path store = folder.resolve("store");
    Files.move(all.resolve("step-0"), run.resolve("step-0"));
    Files.move(all.resolve("step-10"), run.resolve("step-10"));
    Thread trainer = Thread.ofVirtual().start(() -> appear(all, run));
    Cli.Result followed =
        Cli.fork(
            "decompose",
            run.toString(),
            "--store",
            store.toString(),
            "--follow",
            "--poll",
            "0.05",
            "--until",
            "50",
            "--exec",
            "echo $ALPHARL_STEP >> '" + folder.resolve("log") + "'; rm -r {}");
    trainer.join();
    followed.ok();
    assertThat(Files.readAllLines(folder.resolve("log")))
        .containsExactly("10", "20", "30", "40", "50");
    assertThat(run.resolve("step-0")).exists();
    assertThat(run.resolve("step-50")).doesNotExist();
    Path scores = all.resolve("scores.csv");
    Cli.Result served =
        Cli.run(
            "linearity",
            run.toString(),
            "--store",
            store.toString(),
            "--scores",
            scores.toString());
    served.ok();
    assertThat(served.err()).contains("working from the stored factors alone");
  }

  @Test
  void tellsStepsThatTheTrainerRemovesAfterItLookedAndGoesOn() throws Exception {
    Path run = SmallRun.write(folder.resolve("run"));
    List<String> told = new ArrayList<>();
    Following.Options options =
        new Following.Options(
            new Rank.Count(1), OptionalLong.of(50), Duration.ofMillis(1), Optional.empty());
    Following following = new Following(() -> rotated(run), options, new Told(told));
    following.follow();
    assertThat(following.decomposed()).containsExactly(20L, 30L, 40L, 50L);
    assertThat(told)
        .singleElement()
        .asString()
        .contains("step-10")
        .contains("step 10 was removed before it was stored");
    assertThat(following.failure()).isPresent();
  }

  /** The run as it was seen, whose oldest checkpoint is gone by now. */
  private static RunStudy rotated(Path run) {
    RunStudy seen = RunStudy.open(run, StudyOptions.DEFAULT, StudyListener.SILENT);
    if (seen.run().steps().containsKey(10L)) {
      remove(run.resolve("step-10"));
    }
    return seen;
  }

  private static void remove(Path checkpoint) {
    try (Stream<Path> inside = Files.walk(checkpoint)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Told(List<String> problems) implements Following.Listener {

    @Override
    public void stored(long step) {}

    @Override
    public void waits(String reason) {}

    @Override
    public void problem(AlphaRlException problem) {
      problems.add(problem.getMessage());
    }
  }

  /** The steps after the first, one by one as a trainer would finish them. */
  private static void appear(Path from, Path to) {
    try {
      for (long step : List.of(20L, 30L, 40L, 50L)) {
        Thread.sleep(300);
        Files.move(from.resolve("step-" + step), to.resolve("step-" + step));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTrainingThatIsStartedAgainIsFollowedFromItsFirstStep() throws Exception {
    Path first = SmallRun.write(folder.resolve("first"), 10, 20);
    Path second = SmallRun.write(folder.resolve("second"), 20, 30, 40);
    Path run = Files.createDirectory(folder.resolve("run"));
    Path store = folder.resolve("store");
    Files.move(first.resolve("step-0"), run.resolve("step-0"));
    Files.move(first.resolve("step-10"), run.resolve("step-10"));
    Files.move(first.resolve("step-20"), run.resolve("step-20"));
    Path stored = store.resolve("step-10.safetensors");
    Thread trainer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    awaitChange(store.resolve("step-20.safetensors"), new byte[0]);
                    byte[] old = Files.readAllBytes(stored);
                    Files.move(run.resolve("step-20"), folder.resolve("away-20"));
                    Files.move(run.resolve("step-10"), folder.resolve("away-10"));
                    Files.move(second.resolve("step-30"), run.resolve("step-10"));
                    awaitChange(stored, old);
                    Files.move(second.resolve("step-40"), run.resolve("step-30"));
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Cli.Result followed =
        Cli.run("decompose", run, "--store", store, "--follow", "--poll", "0.05", "--until", "30");
    trainer.join();
    followed.ok();
    assertThat(followed.out()).startsWith("4 steps decomposed, 0 were there");
    assertThat(followed.err()).contains("set aside", "step 10 has other weights");
    Path expected = folder.resolve("expected");
    Cli.run("decompose", run, "--store", expected).ok();
    Trees.delete(store.resolve("earlier-1"));
    assertThat(Trees.of(store)).isEqualTo(Trees.of(expected));
  }

  private static byte[] awaitChange(Path file, byte[] from)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    byte[] now = from;
    while (Arrays.equals(now, from) && System.nanoTime() < deadline) {
      Thread.sleep(20);
      now = Files.exists(file) ? Files.readAllBytes(file) : from;
    }
    return now;
  }

  @Test
  void aTerminatedFollowerGoesOnWithoutLoss() throws Exception {
    Path whole = SmallRun.write(folder.resolve("whole"), 10, 20, 30);
    Cli.run("decompose", whole, "--store", folder.resolve("expected")).ok();
    Path run = SmallRun.write(folder.resolve("run"), 10, 20);
    Path store = folder.resolve("store");
    Cli.Child follower =
        Cli.start(List.of(), "decompose", run, "--store", store, "--follow", "--poll", "0.05");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(store.resolve("step-20.safetensors")) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    follower.process().destroy(); // SIGTERM
    Cli.Result stopped = follower.result();
    stopped.ok();
    assertThat(stopped.err()).contains("asked to stop; all finished steps are stored");
    Files.move(whole.resolve("step-30"), run.resolve("step-30"));
    Cli.run("decompose", run, "--store", store, "--follow", "--until", "30").ok();
    assertThat(Trees.of(store)).isEqualTo(Trees.of(folder.resolve("expected")));
  }

  @Test
  void aFailingCommandIsReportedAndLosesNoFactors() {
    Path run = SmallRun.write(folder.resolve("run"), 10, 20);
    Cli.Result followed =
        Cli.fork("decompose", run.toString(), "--follow", "--until", "20", "--exec", "exit 7");
    assertThat(followed.exit()).isEqualTo(4);
    assertThat(followed.err())
        .contains("failed for step 10, whose factors are stored: 'exit 7' ended with code 7")
        .contains("failed for step 20");
    assertThat(run.resolve(".alpharl/step-20.safetensors")).exists();
    assertThat(followed.out()).contains("2 steps decomposed");
  }

  @Test
  void itsOptionsNeedIt() {
    Path run = SmallRun.write(folder.resolve("run"), 10);
    Cli.run("decompose", run.toString(), "--exec", "true").refused(2, "need --follow");
    Cli.run("decompose", run.toString(), "--follow", "--steps", "1..2").refused(2, "--until");
  }

  @Test
  void aReportIsRenewedAndSaysSoForPrograms() throws Exception {
    Path run = SmallRun.write(folder.resolve("run"));
    Path page = folder.resolve("report.html");
    Path metrics = folder.resolve("alpharl.prom");
    Cli.Result followed =
        Cli.run(
            "report",
            run,
            "--follow",
            "--until",
            50,
            "--forecasters",
            "none",
            "--log-format",
            "json",
            "--metrics-file",
            metrics,
            "--out",
            page);
    assertThat(followed.ok().out()).contains("wrote report " + page);
    assertThat(page).exists();
    List<String> messages = new ArrayList<>();
    for (String line : followed.err().lines().toList()) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(Instant.parse(event.get("time").asText())).isBefore(Instant.now());
      assertThat(event.get("level").asText()).isEqualTo("info");
      messages.add(event.get("message").asText());
    }
    assertThat(messages).contains("step 10 is stored", "step 50 is stored");
    assertThat(Files.readString(metrics))
        .startsWith("# HELP alpharl_last_step Largest step")
        .contains("\n# TYPE alpharl_last_step gauge\n")
        .contains("alpharl_last_step{run=\"" + run + "\"} 50\n")
        .contains("alpharl_steps_stored{run=\"" + run + "\"} 5\n")
        .contains("alpharl_problems{run=\"" + run + "\"} 0\n");
  }

  @Test
  void aQuietFollowerSaysProblemsAlone() throws Exception {
    Path run = SmallRun.write(folder.resolve("run"), 10, 20);
    Cli.Result followed =
        Cli.run("decompose", run, "--follow", "--until", 20, "--quiet", "--exec", "exit 3");
    assertThat(followed.exit()).isEqualTo(4);
    assertThat(followed.err().lines())
        .hasSize(2)
        .allMatch(line -> line.matches("\\S+Z alpharl: problem: the command failed.*"));
    Cli.run("decompose", run, "--until", 20).refused(2, "need --follow");
  }
}
