package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reproduce} at a scale of seconds. */
class ReproduceTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRAIN =
      """
      {"prompts": 2, "samples": 4, "miniBatches": 1, "rounds": 1, "steps": 4, "saveEvery": 2,
       "maxTokens": 12, "validationProblems": 4, "testProblems": 2, "learningRate": 1e-3}\
      """;

  @TempDir Path temp;
  private Path scale;

  @BeforeEach
  void writeScale() {
    scale = temp.resolve("scale.json");
    SmallModel.text(
        scale,
        "{\"train\": "
            + TRAIN
            + ", \"algorithms\": [\"dapo\", \"rloo\"], \"problems\": 8, \"samples\": 1,"
            + " \"rankProblems\": 8, \"firstRound\": 4, \"confirm\": 4, \"behaviourProblems\": 4}");
  }

  private Object[] command(String item, Path out, Object... more) {
    return Stream.concat(Stream.of(seeds(item, out, "1")), Stream.of(more)).toArray();
  }

  private Object[] seeds(String item, Path out, String seeds) {
    return new Object[] {"reproduce", item, "--out", out, "--seeds", seeds, "--scale", scale};
  }

  /** The item's files and all checkpoints, without what tells the time. */
  private static Map<String, String> results(Path out) {
    Map<String, String> tree = new TreeMap<>(Trees.of(out));
    tree.keySet()
        .removeIf(
            name ->
                !name.matches("[^/]+\\.(json|md|svg)|runs/[^/]+/(step-.*|scores.csv)")
                    || name.equals("times.json"));
    return tree;
  }

  @Tag("slow")
  @Test
  void killedAtRandomMomentsItGoesOnToTheSameFiles() throws Exception {
    Path whole = temp.resolve("whole");
    String printed = Cli.run(command("figure-4", whole)).ok().out();
    assertThat(printed).contains("DAPO", "RLOO", "λ = 0.5", "i = 16", whole.toString());
    Map<String, String> expected = results(whole);
    assertThat(expected)
        .containsKeys("figure-4.json", "figure-4.md", "figure-4.svg", "runs/rloo-0/step-4");
    Path home = temp.resolve("home");
    Random random = new Random(4);
    int reached = 0;
    for (int i = 0; i < 3; i++) {
      Cli.Child child = Cli.start(List.of(), command("figure-4", home));
      await(child, home, i);
      if (!child.process().waitFor(random.nextLong(400), TimeUnit.MILLISECONDS)) {
        reached++;
      }
      child.kill();
      Files.delete(child.out());
      Files.delete(child.err());
    }
    assertThat(Cli.run(command("figure-4", home, "--jobs", 1)).ok().out())
        .isEqualTo(printed.replace(whole.toString(), home.toString()));
    assertThat(results(home)).isEqualTo(expected);
    assertThat(home.resolve("scratch")).isEmptyDirectory();
    System.out.println("ReproduceTest: " + reached + " of 3 kills hit");
  }

  /** Until a training has begun, then until so many measurements more are kept. */
  private static void await(Cli.Child child, Path home, int more) throws Exception {
    int kept = kept(home);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (child.process().isAlive()
        && (more == 0
            ? !Files.exists(home.resolve("runs/dapo-0/training.json"))
            : kept(home) < kept + 5 * more)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private static int kept(Path home) throws IOException {
    Path measured = home.resolve("measured");
    if (!Files.exists(measured)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(measured)) {
      return (int) files.count();
    }
  }

  @Test
  void aRunOfTrainIsRecognisedAndMissingOnesAreLeftOut() throws IOException {
    Path out = temp.resolve("out");
    Path config = temp.resolve("config.json");
    SmallModel.text(config, TRAIN);
    Cli.run(
            "train",
            "--task",
            "chained-arithmetic",
            "--algorithm",
            "dapo",
            "--config",
            config,
            "--out",
            out.resolve("runs/dapo-0"))
        .ok();
    Map<String, String> before = Trees.of(out.resolve("runs"));
    Cli.Result result = Cli.run(command("table-7", out, "--trained-only", "--json")).ok();
    assertThat(result.err()).contains("1 of 4 runs are trained", "not trained: rloo-0, sft-0");
    JsonNode rows = JSON.readTree(result.out()).at("/items/0/tables/0/rows");
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0).at("/‖ΔW‖/mean").asDouble()).isPositive();
    assertThat(rows.get(1).at("/‖ΔW‖/mean").isNull()).isTrue();
    assertThat(Trees.of(out.resolve("runs"))).isEqualTo(before);
    assertThat(Files.readString(out.resolve("table-7.md"))).contains("| DAPO |", "| RLOO | – |");
  }

  @Test
  void machinesShareASeriesByItsSeeds() {
    Path home = temp.resolve("home");
    Path other = temp.resolve("other");
    Path whole = temp.resolve("whole");
    Cli.run(seeds("figure-4", home, "1")).ok();
    Cli.run(seeds("figure-4", other, "1..1")).ok();
    assertThat(other.resolve("figure-4.md"))
        .content()
        .contains("alpharl reproduce figure-4 --seeds 1..1");
    for (String part : List.of("runs", "measured")) {
      Trees.copy(other.resolve(part), home.resolve(part));
    }
    Cli.Result joined = Cli.run(seeds("figure-4", home, "2")).ok();
    assertThat(joined.err()).contains("4 of 4 runs are trained, 0 to be trained; 0 of ");
    assertThat(joined.out())
        .isEqualTo(
            Cli.run(seeds("figure-4", whole, "2"))
                .ok()
                .out()
                .replace(whole.toString(), home.toString()));
    assertThat(results(home)).isEqualTo(results(whole));
    Cli.run(seeds("figure-4", home, "2..1")).refused(2, "seeds are a number", "1..2");
  }

  @Test
  void ranksAreSearchedOnEveryTask() throws IOException {
    // Answers to faulty facts that are cut get no reward, and then no update to decompose.
    SmallModel.text(
        scale, Files.readString(scale).replace("\"maxTokens\": 12", "\"maxTokens\": 56"));
    Path out = temp.resolve("out");
    JsonNode found = JSON.readTree(Cli.run(command("rank-99", out, "--json")).ok().out());
    JsonNode rows = found.at("/items/0/tables/0/rows");
    assertThat(rows).hasSize(6); // two algorithms, two controls, two other tasks
    assertThat(rows.findValuesAsText("task"))
        .contains("chained-arithmetic", "faulty-facts", "boxed-sum");
    assertThat(out.resolve("runs/boxed-base/step-4")).isDirectory();
    assertThat(out.resolve("runs/boxed-0/step-4")).isDirectory();
    assertThat(Files.readString(out.resolve("runs/distill-0/training.json")))
        .contains("dapo-0/step-4");
  }

  @Test
  void badInputIsRefused() throws IOException {
    Path out = temp.resolve("out");
    Cli.run(command("figure-99", out)).refused(2, "figure-99", "table-1", "learning-rate");
    Cli.run(command("table-7", out, "--jobs", 0)).refused(2, "--jobs", "at least 1");
    Files.createDirectories(out);
    try (FileChannel other =
        FileChannel.open(
            out.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.lock().isValid()).isTrue();
      Cli.run(command("table-7", out)).refused(4, "another reproduce works here");
    }
  }

  @Test
  void chosenModulesAloneAreReconstructed() {
    Path run = SmallRun.write(temp.resolve("run"));
    Path model = temp.resolve("model");
    String chosen = SmallModel.modules().getFirst();
    Cli.run("reconstruct", run, "--step", 50, "--modules", chosen, "--out", model).ok();
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint made = HfCheckpoint.open(model)) {
      for (String name : SmallModel.modules()) {
        assertThat(equal(base.tensor(name), made.tensor(name)))
            .as(name)
            .isEqualTo(!name.equals(chosen));
      }
    }
    Cli.run("reconstruct", run, "--step", 50, "--modules", "x", "--out", temp.resolve("m"))
        .refused(2, "no module has 'x' in its name");
  }

  private static boolean equal(Tensor a, Tensor b) {
    for (long i = 0; i < a.size(); i++) {
      if (a.get(i) != b.get(i)) {
        return false;
      }
    }
    return true;
  }
}
