package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.safetensors.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of runs of every sort, from the command line. */
class ReportTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

  @TempDir Path temp;

  private Path page() {
    return temp.resolve("pages").resolve("report.html");
  }

  /** The data of the page that the command writes, without backtest unless asked for. */
  private JsonNode report(Path run, Object... more) throws IOException {
    Object[] plain = {"report", run, "--out", page(), "--forecasters", "none"};
    Cli.run(Work.with(plain, more)).ok();
    return data(page());
  }

  private static JsonNode data(Path page) throws IOException {
    Matcher data = DATA.matcher(Files.readString(page));
    assertThat(data.find()).isTrue();
    return JSON.readTree(data.group(1));
  }

  @Test
  void figuresAreThoseOfTheOtherCommands() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30, 40, 50, 60);
    SmallModel.text(
        run.resolve("metrics.jsonl"), "{\"step\":1,\"reward\":0.2}\n{\"step\":2,\"reward\":0.4}\n");
    Object[] command = {
      "report", run, "--window", "70%", "--forecasters", "hold,extrapolate,alpharl", "--out", page()
    };
    Cli.Result first = Cli.fork(command).ok();
    assertThat(first.out()).isEqualTo("wrote report " + page() + "\n");
    byte[] bytes = Files.readAllBytes(page());
    JsonNode data = data(page());

    Cli.run(Work.with(command, "--json")).ok();
    assertThat(Files.readAllBytes(page())).isEqualTo(bytes);

    JsonNode linearity = json("linearity", run, "--json");
    near(data.at("/modules/meanR2"), linearity.path("meanR2"));
    near(data.at("/modules/meanQ2"), linearity.path("meanQ2"));
    near(data.at("/modules/meanR2Step"), linearity.path("meanR2Step"));
    JsonNode dominance = json("dominance", run, "--json");
    JsonNode first10 = dominance.path("modules").get(0);
    JsonNode shown = data.at("/modules/shown/0");
    assertThat(shown.path("name")).isEqualTo(first10.path("name"));
    near(shown.at("/share/0"), first10.path("normShare"));
    near(shown.at("/norm/0"), first10.path("norm"));
    JsonNode compared =
        json(
            "compare",
            run,
            "--window",
            "70%",
            "--forecasters",
            "hold,extrapolate,alpharl",
            "--json");
    assertThat(data.at("/backtest/choice")).isEqualTo(compared.path("choice"));
    near(
        data.at("/backtest/forecasters/0/relativeError"),
        compared.at("/forecasters/0/relativeError"));
    JsonNode predicted =
        json(
            "predict",
            run,
            "--window",
            "70%",
            "--target-step",
            60,
            "--out",
            temp.resolve("o"),
            "--json");
    JsonNode forecast = data.at("/accuracy/forecast");
    near(
        forecast.path("value").get(forecast.path("value").size() - 1),
        predicted.at("/curve/value"));
    assertThat(data.at("/reward/values").toString()).isEqualTo("[0.2,0.4]");
    assertThat(data.path("window").path("last").asLong()).isEqualTo(40);
    assertThat(data.path("missing")).isEmpty();
    assertThat(data.path("date").asText()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
    String own = data.at("/commands/0/line").asText();
    assertThat(own).contains("--window 70%", "--forecasters hold,extrapolate,alpharl");
    assertThat(own).doesNotContain("--out");
    assertThat(data.path("versions").path("Java").asText()).isNotEmpty();
    assertThat(data.at("/refusals").findValuesAsText("what")).contains("forecaster alpharl");
  }

  @Test
  void whatTheTrainerLoggedIsShownWhereverItIs() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    Files.delete(run.resolve("scores.csv"));
    SmallModel.text(
        run.resolve("step-30/trainer_state.json"),
        "{\"global_step\": 30, \"max_steps\": 50, \"log_history\": ["
            + "{\"step\": 1, \"reward\": 0.25, \"entropy\": 1.5, \"grad_norm\": 0.5,"
            + " \"learning_rate\": 1e-5, \"clip_ratio/region_mean\": 0.01,"
            + " \"completions/mean_length\": 12},"
            + " {\"step\": 2, \"reward\": 0.5, \"entropy\": 1.25}]}");
    trainer(report(run));
    Path verl = temp.resolve("verl.jsonl");
    Files.delete(run.resolve("step-30/trainer_state.json"));
    SmallModel.text(
        verl,
        "{\"step\": 1, \"data\": {\"critic/score/mean\": 0.25, \"actor/entropy\": 1.5,"
            + " \"actor/grad_norm\": 0.5, \"actor/lr\": 1e-5, \"actor/pg_clipfrac\": 0.01,"
            + " \"response_length/mean\": 12}}\n"
            + "{\"step\": 2, \"data\": {\"critic/score/mean\": 0.5, \"actor/entropy\": 1.25}}\n");
    trainer(report(run, "--scores", verl, "--metric", "critic/score/mean"));
  }

  private static void trainer(JsonNode page) {
    assertThat(page.at("/reward/values").toString()).isEqualTo("[0.25,0.5]");
    assertThat(page.path("trainer").findValuesAsText("name"))
        .containsExactly(
            "entropy", "gradient norm", "learning rate", "clip share", "answer length");
    assertThat(page.at("/trainer/0/values").toString()).isEqualTo("[1.5,1.25]");
    assertThat(page.at("/trainer/4/values").toString()).isEqualTo("[12.0]");
  }

  private static JsonNode json(Object... command) throws IOException {
    return JSON.readTree(Cli.run(command).ok().out());
  }

  /** The page rounds to five digits. */
  private static void near(JsonNode found, JsonNode expected) {
    assertThat(expected.isNumber()).isTrue();
    assertThat(found.asDouble())
        .isCloseTo(
            expected.asDouble(),
            org.assertj.core.api.Assertions.within(1e-5 + 1e-4 * Math.abs(expected.asDouble())));
  }

  @Test
  void oneCheckpointGivesAPageOfWhatIsPossible() throws IOException {
    JsonNode data = report(SmallRun.write(temp.resolve("run"), 10));
    assertThat(data.at("/missing/window").asText()).contains("at least 2 checkpoints");
    assertThat(data.at("/missing/linearity").asText()).contains("found 1");
    assertThat(data.at("/missing/forecast").asText()).contains("at least 2 checkpoints");
    assertThat(data.at("/missing/reward").asText()).contains("metrics.jsonl");
    assertThat(data.path("trainer")).isEmpty();
    assertThat(data.at("/accuracy/points")).hasSize(2);
    assertThat(data.at("/modules/shown")).hasSize(SmallModel.modules().size());
    assertThat(data.at("/modules/shown/0/fit").isNull()).isTrue();
    assertThat(data.at("/modules/meanShare/0").asDouble()).isBetween(0.1, 1.0);
  }

  @Test
  void withoutScoresOrWithDamagedMetricsTheRestIsShown() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    Files.delete(run.resolve("scores.csv"));
    SmallModel.text(run.resolve("metrics.jsonl"), "{\"step\":1,\n");
    JsonNode data = report(run);
    assertThat(data.path("accuracy").isNull()).isTrue();
    assertThat(data.at("/missing/accuracy").asText()).contains("--scores FILE");
    assertThat(data.at("/missing/reward").asText()).contains("metrics.jsonl line");
    assertThat(data.at("/modules/meanR2").isNull()).isTrue();
    assertThat(data.at("/modules/shown/0/norm")).hasSize(3);
    SmallModel.text(run.resolve("scores.csv"), "step,accuracy\n10,0.5\n30,0.5\n");
    JsonNode constant = report(run);
    assertThat(constant.at("/modules/meanR2").isNull()).isTrue();
    assertThat(constant.at("/modules/meanR2Step").isNumber()).isTrue();
    assertThat(constant.path("refusals").findValuesAsText("why"))
        .anyMatch(why -> why.contains("no score (step 20)"))
        .anyMatch(why -> why.contains("two checkpoints always lie on a line"));
  }

  @Test
  void whenTheCheckpointsAreGoneTheFactorsAreEnough() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30, 40);
    JsonNode before = report(run, "--window", "60%");
    for (String step : new String[] {"step-0", "step-10", "step-20", "step-30", "step-40"}) {
      Trees.delete(run.resolve(step));
    }
    JsonNode after = data(write(run, "--window", "60%", "--forecasters", "hold"));
    assertThat(after.path("modules")).isEqualTo(before.path("modules"));
    assertThat(after.at("/missing/backtest").asText()).contains("gone");
    assertThat(after.path("refusals").findValuesAsText("what")).contains("checkpoints");
  }

  private Path write(Path run, Object... more) {
    Cli.run(Work.with(new Object[] {"report", run, "--out", page()}, more)).ok();
    return page();
  }

  @Test
  void adaptersAndExpertsAreModules() throws IOException {
    Path run = temp.resolve("moe");
    SmallModel base = SmallModel.random(1);
    for (int expert = 0; expert < 3; expert++) {
      base.put(
          new Random(expert),
          "model.layers.1.mlp.experts." + expert + ".up_proj.weight",
          Dtype.BF16,
          8,
          12);
    }
    base.write(run.resolve("step-0"));
    for (long step : new long[] {10, 20, 30}) {
      SmallRun.model(base, step).write(run.resolve("step-" + step));
    }
    SmallModel.text(run.resolve("scores.csv"), "step,accuracy\n10,0.3\n20,0.45\n30,0.5\n");
    JsonNode moe = report(run);
    assertThat(moe.at("/modules/kinds").toString()).contains("experts.up");
    assertThat(moe.at("/modules/cells").findValuesAsText("of")).contains("3");
    Path lora = temp.resolve("lora");
    for (int step : new int[] {10, 20, 30}) {
      Path out = lora.resolve("step-" + step);
      Cli.run("reconstruct", run, "--step", step, "--adapter", "--base-name", "b", "--out", out)
          .ok();
    }
    Files.copy(run.resolve("scores.csv"), lora.resolve("scores.csv"));
    JsonNode adapters =
        data(
            write(
                lora,
                "--base",
                run.resolve("step-0"),
                "--forecasters",
                "hold,velocity",
                "--window",
                "100%"));
    assertThat(adapters.at("/modules/count").asInt()).isEqualTo(moe.at("/modules/count").asInt());
    assertThat(adapters.at("/modules/meanShare/2").asDouble())
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-3));
    assertThat(adapters.at("/backtest/forecasters")).hasSize(2);
  }

  @Test
  void whatIsLeftOutIsNamed() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    String name = SmallModel.modules().getFirst();
    SmallRun.model(SmallRun.base(), 20).set(name, 3, Double.NaN).write(run.resolve("step-20"));
    Files.createDirectories(run.resolve("step-99"));
    JsonNode data = report(run, "--allow-non-finite");
    assertThat(data.path("refusals").findValuesAsText("what")).contains(name, "checkpoint");
    assertThat(data.path("refusals").findValuesAsText("why"))
        .anyMatch(why -> why.contains("1 of 3 steps (20)"))
        .anyMatch(why -> why.contains("step 99 is skipped"));
    assertThat(data.at("/commands/1/line").asText()).endsWith("--allow-non-finite");
  }

  @Test
  void evaluatedModelsAreShownAndBadInputIsRefused() throws IOException {
    Path run = SmallRun.write(temp.resolve("it's a run"), 10, 20);
    Path models =
        SmallModel.text(
            temp.resolve("models.jsonl"),
            "{\"name\":\"base\",\"steps\":0,\"accuracy\":0.25,\"standardError\":0.01,\"samples\":8}\n");
    JsonNode data = report(run, "--evaluated", models);
    assertThat(data.at("/evaluated/0/name").asText()).isEqualTo("base");
    assertThat(data.at("/commands/0/line").asText()).contains("it'\\''s a run'", "--evaluated");
    Cli.run("report", run, "--window", "half", "--out", page()).refused(2, "neither a share");
    Cli.run("report", run, "--forecasters", "x", "--out", page()).refused(2, "no forecaster");
    Cli.run("report", run, "--evaluated", temp.resolve("no"), "--out", page())
        .refused(2, "no such file");
    Cli.run("report", run, "--scores", temp.resolve("no.csv"), "--out", page())
        .refused(2, "no scores file");
    SmallModel.text(models, "{\"name\":\"base\"}\n");
    Cli.run("report", run, "--evaluated", models, "--out", page()).refused(3, "line 1", "steps");
  }
}
