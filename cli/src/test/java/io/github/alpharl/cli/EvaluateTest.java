package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code alpharl evaluate} with the network in this process, on a run of a few steps. */
class EvaluateTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TASK = "chained-arithmetic";
  private static final String OPTIONS =
      "{\"prompts\":4,\"samples\":2,\"validationProblems\":8,\"testProblems\":8,\"learningRate\":3e-4}";

  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void train() throws IOException {
    Path options = Files.writeString(shared.resolve("options.json"), OPTIONS);
    Cli.run(
            "train",
            "--task",
            TASK,
            "--steps",
            5,
            "--save-every",
            1,
            "--seed",
            1,
            "--config",
            options,
            "--out",
            run())
        .ok();
  }

  private static Path run() {
    return shared.resolve("run");
  }

  private static Path model() {
    return run().resolve("step-5");
  }

  private static Object[] command(Path model, Path out, Object... more) {
    Object[] base = {
      "evaluate", model, "--benchmark", TASK, "--limit", 24, "--samples", 2, "--out", out
    };
    return Work.with(base, more);
  }

  @Test
  void theSameSeedWritesTheSameBytes() throws IOException {
    Cli.run(command(model(), temp.resolve("a"))).ok();
    Cli.fork(command(model(), temp.resolve("b"))).ok();
    Cli.run(command(model(), temp.resolve("c"), "--seed", 1)).ok();
    assertThat(Trees.of(temp.resolve("a")))
        .containsOnlyKeys("", "models.jsonl", "samples.jsonl", "summary.json")
        .isEqualTo(Trees.of(temp.resolve("b")));
    assertThat(Trees.of(temp.resolve("c")).get("samples.jsonl"))
        .isNotEqualTo(Trees.of(temp.resolve("a")).get("samples.jsonl"));
    assertThat(Files.readAllLines(temp.resolve("a/samples.jsonl"))).hasSize(48);
  }

  @Test
  void theTableAndTheDocumentShowTheFigures() throws IOException {
    Path out = temp.resolve("out");
    String table = Cli.run(command(model(), out)).ok().out();
    assertThat(table)
        .contains("avg@2", "s.e.", "95 %", "pass@2", "maj@2")
        .contains("24 problems, 2 samples each, temperature 0.6", "seed 0, grader ");
    JsonNode document =
        JsonDocuments.read("evaluate", Cli.run(command(model(), out, "--json")).ok().out());
    JsonNode stored = JSON.readTree(out.resolve("summary.json").toFile());
    assertThat(document.size()).isEqualTo(stored.size() + 1); // and the version
    assertThat(document.at("/average/low")).isEqualTo(stored.at("/average/low"));
    assertThat(document.path("meanTokens")).isEqualTo(stored.path("mean_tokens"));
    assertThat(document.path("problems").asInt()).isEqualTo(24);
    assertThat(document.path("sampling").path("samples").asInt()).isEqualTo(2);
    assertThat(document.path("average").path("standardError").isNumber()).isTrue();
    for (String name : List.of("truncated", "unparsable", "meanTokens", "grader", "majority")) {
      assertThat(document.hasNonNull(name)).as(name).isTrue();
    }
  }

  @Test
  void everyStepIsEvaluatedOnceAndItsScoresFeedTheNextCommands() throws IOException {
    Path out = temp.resolve("scores");
    Cli.run(command(run(), out, "--all-steps")).ok();
    Path scores = out.resolve("scores.csv");
    assertThat(Files.readAllLines(scores)).hasSize(7).first().isEqualTo("step,accuracy,samples");
    assertThat(Files.readAllLines(scores).getLast()).startsWith("5,").endsWith(",48");
    var before = Trees.of(out);
    Files.delete(out.resolve("step-3/summary.json"));
    Files.delete(out.resolve("step-3/samples.jsonl"));
    Files.setLastModifiedTime(
        out.resolve("step-2/summary.json"), java.nio.file.attribute.FileTime.fromMillis(1000));
    Cli.run(command(run(), out, "--all-steps")).ok();
    assertThat(Trees.of(out)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(out.resolve("step-2/summary.json")).toMillis())
        .as("what is done is not written again")
        .isEqualTo(1000);
    assertThat(Files.readAllLines(out.resolve("models.jsonl")))
        .hasSize(6)
        .first()
        .asString()
        .contains("\"name\":\"base\"", "\"samples\":48");
    Cli.run("linearity", run(), "--scores", scores, "--window", "1..5").ok();
    Path page = temp.resolve("report.html");
    Path models = out.resolve("models.jsonl");
    Cli.run("report", run(), "--evaluated", models, "--out", page).ok();
    assertThat(Files.readString(page)).contains("\"evaluated\":[{\"name\":\"base\"");
    Cli.run(
            "predict",
            run(),
            "--scores",
            scores,
            "--window",
            "1..5",
            "--target-accuracy",
            0.9,
            "--out",
            temp.resolve("predicted"))
        .ok();
    Cli.run(command(temp.resolve("predicted"), temp.resolve("of-prediction"))).ok();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void ofALiveRunOnlyNewStepsAreEvaluatedAndLostOnesKept() throws IOException {
    Path live = temp.resolve("live");
    Path out = temp.resolve("live-scores");
    for (int step : List.of(0, 1, 2)) {
      copy(run().resolve("step-" + step), live.resolve("step-" + step));
    }
    Cli.run(command(live, out, "--all-steps", "--only-new")).ok().noted("3 of 3 steps are new");
    Files.move(live.resolve("step-1"), temp.resolve("lost"));
    copy(run().resolve("step-3"), live.resolve("step-3"));
    Cli.Result second = Cli.run(command(live, out, "--all-steps", "--only-new")).ok();
    second
        .noted("1 of 3 steps is new")
        .noted("1 step that the run no longer has")
        .noted("step 3: 48 of 48 answers asked, 0 reused");
    assertThat(second.err()).doesNotContain("step 2: ");
    assertThat(Files.readAllLines(out.resolve("scores.csv")))
        .extracting(line -> line.split(",")[0])
        .containsExactly("step", "0", "1", "2", "3");
  }

  @Test
  void whatIsAskedAndReusedIsSaid() {
    Path out = temp.resolve("said");
    Cli.run(command(model(), out)).ok().noted("48 of 48 answers asked, 0 reused");
    Cli.run(command(model(), out)).ok().noted("0 of 48 answers asked, 48 reused");
    Cli.run(command(run().resolve("step-1"), out)).ok().noted("replaces local:");
  }

  /** As transformers saves it: the end of an answer is a special token. */
  @Test
  void aTokenizerThatMakesTheEndSpecialCostsNoAnswer() throws IOException {
    Path special = temp.resolve("special");
    copy(model(), special);
    Path file = special.resolve("tokenizer.json");
    ObjectNode tokenizer = (ObjectNode) JSON.readTree(file.toFile());
    int id = tokenizer.path("model").path("vocab").path(".").asInt();
    ObjectNode end = tokenizer.withArray("added_tokens").addObject();
    end.put("id", id).put("content", ".").put("single_word", false).put("lstrip", false);
    end.put("rstrip", false).put("normalized", false).put("special", true);
    JSON.writeValue(file.toFile(), tokenizer);
    Cli.run(command(special, temp.resolve("a"))).ok();
    Cli.run(command(model(), temp.resolve("b"))).ok();
    assertThat(Files.readAllLines(temp.resolve("a/samples.jsonl")))
        .isEqualTo(Files.readAllLines(temp.resolve("b/samples.jsonl")));
  }

  @Test
  void noneRightIsSaidInWords() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("hard.jsonl"), "{\"question\":\"#1.\",\"answer\":\"no such answer\"}\n");
    Cli.Result result =
        Cli.run(
                "evaluate",
                model(),
                "--benchmark",
                file,
                "--samples",
                1,
                "--max-tokens",
                8,
                "--out",
                temp.resolve("hard"),
                "--no-template")
            .ok();
    assertThat(result.err()).contains("alpharl: note: none of 1 answers is right");
  }

  @Test
  void aFileOfTheUserIsABenchmark() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("own.jsonl"),
            "{\"question\":\"1+1=\",\"answer\":\"2\"}\n{\"problem\":\"2+1=\",\"gold\":3}\n");
    Path out = temp.resolve("own");
    Cli.run(
            "evaluate",
            model(),
            "--benchmark",
            file,
            "--samples",
            1,
            "--max-tokens",
            8,
            "--out",
            out,
            "--no-template")
        .ok();
    assertThat(Files.readAllLines(out.resolve("samples.jsonl"))).hasSize(2);
  }

  @Test
  void resultsOfAnotherEvaluationAreNeverMixedIn() throws IOException {
    Path out = temp.resolve("out");
    Cli.run(command(model(), out)).ok();
    byte[] first = Files.readAllBytes(out.resolve("summary.json"));
    Cli.run(command(run().resolve("step-0"), out)).ok();
    assertThat(Files.readAllBytes(out.resolve("summary.json"))).isNotEqualTo(first);
  }

  @Test
  void anAdapterAnswersLikeTheModelItWasMadeWith() throws IOException {
    Path scores =
        Files.writeString(
            temp.resolve("rising.csv"), "step,accuracy\n1,0.2\n2,0.3\n3,0.4\n4,0.5\n5,0.6\n");
    for (String form : List.of("--adapter", "--json")) {
      Path out = temp.resolve(form.substring(2));
      Cli.run(
              "predict",
              run(),
              "--scores",
              scores,
              "--window",
              "1..5",
              "--target-step",
              9,
              form,
              "--out",
              out)
          .ok();
      Cli.run(command(out, temp.resolve("of" + form), "--base", run().resolve("step-0"))).ok();
    }
    assertThat(Files.readAllBytes(temp.resolve("of--adapter/samples.jsonl")))
        .isEqualTo(Files.readAllBytes(temp.resolve("of--json/samples.jsonl")));
    Cli.run(command(temp.resolve("adapter"), temp.resolve("named"))).ok();
    assertThat(Trees.of(temp.resolve("named"))).isEqualTo(Trees.of(temp.resolve("of--adapter")));
    Path config = temp.resolve("adapter/adapter_config.json");
    String base = run().resolve("step-0").toString();
    Files.writeString(config, Files.readString(config).replace(base, "org/elsewhere"));
    Cli.run(command(temp.resolve("adapter"), temp.resolve("x")))
        .refused(2, "is an adapter of org/elsewhere", "--base DIR");
  }

  @Test
  void badUseIsOneSentence() {
    Path out = temp.resolve("out");
    Cli.run("evaluate", model(), "--benchmark", "nonesuch", "--out", out).refused(2, "nonesuch");
    Cli.run("evaluate", model(), "--benchmark", "aime24", "--benchmarks", temp, "--out", out)
        .refused(2, "aime24");
    Cli.run(command(model(), out, "--temperature", -1))
        .refused(2, "temperature must be between 0 and 10");
    Cli.run(command(model(), out, "--top-p", 0)).refused(2, "top-p must be above 0");
    Cli.run(command(model(), out, "--engine", "openai")).refused(2, "--endpoint");
    Cli.run(command(temp.resolve("none"), out)).refused(2, "no such model directory");
    Cli.run(command(model(), out, "--only-new")).refused(2, "--only-new is of --all-steps");
    Cli.run(command(model(), out, "--endpoint", "localhost:8000/v1"))
        .refused(2, "such as http://localhost:8000/v1");
    Cli.run(command(model(), out, "--endpoint", "http://localhost:1/v1", "--engine", "local"))
        .refused(2, "--engine local asks none");
    Cli.run(command(model(), out, "--endpoint", "http://localhost:1/v1", "--body", "[1]"))
        .refused(2, "--body must be a JSON object");
  }
}
