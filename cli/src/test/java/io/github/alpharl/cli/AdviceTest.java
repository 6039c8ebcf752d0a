package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a message advises works on the very input that it is about. */
class AdviceTest {

  @TempDir Path temp;
  private Path run;
  private int made;

  @BeforeEach
  void makeRun() {
    run = SmallRun.write(temp.resolve("run"));
  }

  private Path out() {
    return temp.resolve("out-" + made++);
  }

  /** Refuses {@code words} naming {@code flag}, and succeeds with what is given for it. */
  private static Cli.Result mended(int code, String flag, List<?> words, Object... more) {
    Cli.run(words.toArray()).refused(code, "(" + flag);
    return Cli.run(Stream.concat(words.stream(), Arrays.stream(more)).toArray()).ok();
  }

  @Test
  void theBaseMayBeGiven() throws IOException {
    Path base = Files.move(run.resolve("step-0"), temp.resolve("base"));
    mended(2, "--base DIR", List.of("decompose", run), "--base", base);
    Cli.run("dominance", run).ok().noted("base", base.toString()); // is remembered
    Cli.run("diff", run).ok().noted("base", base.toString());
  }

  @Test
  void theBaseThatInspectWasToldIsRemembered() throws IOException {
    Path base = Files.move(run.resolve("step-0"), temp.resolve("base"));
    Cli.run("inspect", run, "--base", base).ok().noted("is kept for later", ".alpharl");
    assertThat(Cli.run("inspect", run, "--base", base).ok().err()).doesNotContain("is kept");
    Cli.run("linearity", run).ok().noted("base", base.toString());
  }

  @Test
  void baseAndScoresThatAForecastWasToldAreRemembered() throws IOException {
    Path base = Files.move(run.resolve("step-0"), temp.resolve("base"));
    Path scores = Files.move(run.resolve("scores.csv"), temp.resolve("mine.csv"));
    List<Object> told = List.of("--base", base, "--scores", scores, "--window", "60%");
    List<Object> words = new ArrayList<>(List.of("predict", run, "--forecaster", "velocity"));
    words.addAll(told);
    words.addAll(List.of("--target-step", 100, "--out", out()));
    Cli.run(words.toArray()).ok().noted("the base is kept for later commands");
    Cli.Result later = Cli.run("linearity", run).ok();
    later.noted("base", base.toString());
    later.noted("scores", scores.toString());
  }

  @Test
  void theNameOfTheStepsMayBeGiven() throws IOException {
    for (long step : new long[] {20, 40}) {
      Files.move(run.resolve("step-" + step), run.resolve("sft-step-" + step));
    }
    Cli.Result refused =
        Cli.run("decompose", run).refused(2, "(--steps-named NAME)", "sft-step-{N} (steps 20, 40)");
    Matcher name = Pattern.compile("(\\S+\\{N}) \\(steps 0, 10").matcher(refused.err());
    assertThat(name.find()).as(refused.err()).isTrue();
    Cli.run("decompose", run, "--steps-named", name.group(1)).ok();
  }

  @Test
  void aMetricMayBeNamed() {
    Path table =
        SmallModel.text(
            temp.resolve("table.csv"),
            "step,val/acc,train/acc\n10,.3,.4\n20,.4,.5\n30,.5,.6\n40,.6,.7\n50,.7,.8\n");
    List<Object> words = List.of("linearity", run, "--scores", table);
    mended(2, "--metric NAME", words, "--metric", "val/acc");
  }

  @Test
  void percentagesMayBeSaidToBeSuchOrNot() {
    Path plain =
        SmallModel.text(temp.resolve("p.csv"), "Step,acc\n10,30\n20,40\n30,50\n40,60\n50,70\n");
    mended(3, "--[no-]percent", List.of("linearity", run, "--scores", plain), "--percent");
    Cli.run("linearity", run).ok().noted("scores' scale is percent, remembered");
    Path named =
        SmallModel.text(
            temp.resolve("q.csv"), "Step,acc_percent\n10,.3\n20,.4\n30,.5\n40,.6\n50,.7\n");
    mended(2, "--[no-]percent", List.of("linearity", run, "--scores", named), "--no-percent");
  }

  @Test
  void scoresBetweenSavesMayCountForTheNearest() {
    Path late =
        SmallModel.text(temp.resolve("late.csv"), "Step,acc\n11,.3\n21,.4\n31,.5\n41,.6\n51,.7\n");
    List<Object> words = List.of("linearity", run, "--scores", late);
    mended(3, "--[no-]nearest-scores", words, "--nearest-scores")
        .noted("5 scores count", "11 to 10");
    Cli.run("linearity", run).ok().noted("place of each score is the nearest save, remembered");
    Cli.run("linearity", run, "--no-nearest-scores").refused(3, "--[no-]nearest-scores");
    Cli.run("linearity", run).refused(3, "--[no-]nearest-scores"); // that is remembered, too
  }

  /** A step that was lost on the way to the disk, and what is said to do with it. */
  @Test
  void aStrayStepMayBeMovedAwayWithItsFactors() throws IOException {
    SmallModel zeros = SmallRun.model(SmallRun.base(), 30);
    SmallModel.modules().forEach(name -> zeros.tensors.get(name).data().fill((byte) 0));
    zeros.write(run.resolve("step-30"));
    String stray = "step 30 lies far from its neighbours";
    Cli.run("decompose", run).ok().noted(stray, "move it away, and its step-30.safetensors");
    Object[] predict = {
      "predict", run, "--forecaster", "hold", "--target-step", 60, "--adapter", "--rank", 1, "--out"
    };
    Object[] words = Arrays.copyOf(predict, predict.length + 1);
    words[predict.length] = out();
    Cli.run(words).ok().noted(stray); // from the factors that are stored
    Files.move(run.resolve("step-30"), temp.resolve("damaged"));
    Cli.run("dominance", run).ok().noted("1 step (30)", "delete its step-N.safetensors");
    Files.delete(run.resolve(".alpharl/step-30.safetensors"));
    assertThat(Cli.run("dominance", run).ok().err()).isEmpty();
  }

  @Test
  void notFiniteWeightsMayBeLeftOut() {
    SmallRun.model(SmallRun.base(), 30)
        .set(SmallModel.modules().getFirst(), 5, Double.NaN)
        .write(run.resolve("step-30"));
    mended(3, "--allow-non-finite", List.of("dominance", run), "--allow-non-finite");
  }

  @Test
  void anAdapterMayBeCut() {
    List<Object> words =
        List.of(
            "predict",
            run,
            "--window",
            "1..50",
            "--target-step",
            60,
            "--forecaster",
            "velocity",
            "--adapter",
            "--out",
            out());
    mended(2, "--rank R", words, "--rank", 2);
  }

  /** Refuses {@code words} with {@code advice}, and succeeds with {@code instead}. */
  private static void better(String advice, List<?> words, List<?> instead) {
    Cli.run(words.toArray()).refused(2, advice);
    Cli.run(instead.toArray()).ok();
  }

  private static List<Object> with(List<?> words, Object... more) {
    return Stream.concat(words.stream(), Arrays.stream(more)).toList();
  }

  @Test
  void whatACommandLacksMayBeGiven() throws IOException {
    Path scores = Files.move(run.resolve("scores.csv"), temp.resolve("elsewhere.csv"));
    better(
        "--scores FILE", List.of("linearity", run), List.of("linearity", run, "--scores", scores));
    List<Object> forecast = List.of("predict", run, "--forecaster", "velocity", "--out", out());
    better(
        "(--target-step N)",
        with(forecast, "--target-accuracy", 0.7),
        with(forecast, "--target-step", 60));
    List<Object> cut = List.of("reconstruct", run, "--step", 50, "--energy", "90%", "--out", out());
    better("add --adapter", cut, with(cut, "--adapter"));
    List<Object> low = List.of("predict", run, "--target-step", 60, "--rank", 2, "--out", out());
    better("add --adapter", low, with(low, "--adapter"));
    List<Object> several =
        List.of(
            "reconstruct", run, "--step", 50, "--rank", "1,2", "--figure", temp.resolve("f.pdf"));
    better("--judge", with(several, "--out", out()), with(several.subList(0, 6), "--out", out()));
    List<Object> export = List.of("export", run, "--out", out());
    better("(--step", export, with(export, "--step", 20));
    List<Object> follow = List.of("decompose", run, "--follow", "--poll", 0.01);
    better("use --until", with(follow, "--steps", "10..50"), with(follow, "--until", 50));
    List<Object> none = List.of("dominance", run, "--exclude", ".");
    better("(--exclude REGEX)", none, List.of("dominance", run, "--exclude", "k_proj"));
    List<Object> clock = List.of("compare", run, "--window", "1..50", "--clock");
    better("(--clock steps)", with(clock, scores), with(clock, "steps"));
    List<Object> fit = List.of("compare", run, "--window", "1..50", "--fit");
    better("(--fit P)", with(fit, 100), with(fit, 60));
    List<Object> adapter = List.of("reconstruct", run, "--step", 50, "--adapter", "--out");
    Path lora = out();
    Cli.run(with(adapter, lora).toArray()).ok();
    Cli.run(with(adapter, lora).toArray()).refused(4, "(--out)");
    Cli.run(with(adapter, out()).toArray()).ok();
  }

  @Test
  void foldersWithinStepsMayBeListed() throws IOException {
    for (long step = 10; step <= 50; step += 10) {
      Path within = Files.createDirectories(run.resolve("within-" + step)).resolve("model");
      Files.move(run.resolve("step-" + step), within);
      Files.move(within.getParent(), run.resolve("step-" + step));
    }
    Matcher said =
        Pattern.compile("run\\.json: (\\{.*}})")
            .matcher(Cli.run("decompose", run).refused(3, "itself, but", "step-10/model").err());
    assertThat(said.find()).isTrue();
    String steps = said.group(1).replace("}}", ", \"20\": \"step-20/model\"}}");
    Path list = SmallModel.text(run.resolve("run.json"), steps);
    Cli.run("decompose", list, "--base", run.resolve("step-0")).ok();
  }

  @Test
  void oneOfSeveralAdaptersMayBeListed() throws IOException {
    Path adapters = temp.resolve("adapters");
    for (String name : List.of("policy", "reference")) {
      Path made = adapters.resolve("checkpoint-10/" + name);
      Cli.run("reconstruct", run, "--step", 50, "--adapter", "--out", made).ok();
    }
    Object base = run.resolve("step-0");
    Matcher said =
        Pattern.compile("run\\.json, as (\\{.*}})")
            .matcher(
                Cli.run("decompose", adapters, "--base", base)
                    .refused(3, "several adapters (policy, reference)")
                    .err());
    assertThat(said.find()).isTrue();
    Path list = SmallModel.text(adapters.resolve("run.json"), said.group(1));
    Cli.run("decompose", list, "--base", base).ok();
  }

  @Test
  void oneOfSeveralAdaptersInOneFileMayBeListed() throws IOException {
    Path step = temp.resolve("both/checkpoint-10");
    Cli.run("reconstruct", run, "--step", 50, "--adapter", "--out", step).ok();
    Path file = step.resolve("adapter_model.safetensors");
    List<TensorSource> both = new ArrayList<>();
    try (SafetensorsFile written = SafetensorsFile.open(file)) {
      for (Tensor tensor : written.tensors().values()) {
        for (String name : List.of("policy", "reference")) {
          String own = tensor.name().replaceAll("(lora_[AB])\\.", "$1." + name + ".");
          both.add(
              TensorSource.copyOf(new Tensor(own, tensor.dtype(), tensor.shape(), tensor.data())));
        }
      }
      SafetensorsWriter.write(step.resolve("both"), both);
    }
    Files.move(step.resolve("both"), file, StandardCopyOption.REPLACE_EXISTING);
    Object base = run.resolve("step-0");
    Matcher said =
        Pattern.compile("run\\.json, as (\\{.*}})")
            .matcher(
                Cli.run("decompose", step.getParent(), "--base", base)
                    .refused(3, "several adapters (policy, reference)")
                    .err());
    assertThat(said.find()).isTrue();
    Path list = SmallModel.text(step.resolveSibling("run.json"), said.group(1));
    Cli.run("decompose", list, "--base", base).ok();
    Cli.run("export", list, "--base", base, "--step", 10, "--out", out()).ok();
    SmallModel.text(list, said.group(1).replace("policy", "other"));
    Cli.run("decompose", list, "--base", base).refused(3, "(policy, reference) and no 'other'");
  }

  /** Such as {@code python -m x}, {@code mv %s}, {@code hf download}: a command in a message. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "\"[^\"]*\\b(python3? (-[mc]|[a-z{]|\\\\?\")|mv %s|hf download|sqlite3 %s|uv run"
              + "|accelerate merge|vllm serve|pip install)[^\"]*\"");

  /** Which test tries the commands that a source names. */
  private static final Map<String, String> TRIED =
      Map.of(
          "WeightFiles", "AdviceTest",
          "MetricFile", "AdviceTest",
          "HubCache", "HubCacheTest",
          "ForeignFormat", "ForeignFormatTest",
          "TorchFile", "HostileFilesTest",
          "TorchLayouts", "OtherFoldersTest",
          "DcpMetadata", "DcpFoldersTest",
          "RowFile", "BenchmarkShapesTest",
          "BenchmarkKind", "ServerRunTest",
          "LoadingLines", "OutputTest");

  /** Whoever writes another message with a command names its test here. */
  @Test
  void everyMessageWithACommandHasATest() throws IOException {
    Path root = Files.isDirectory(Path.of("core")) ? Path.of("") : Path.of("..");
    Set<String> found = new TreeSet<>();
    Set<String> tests = new TreeSet<>();
    try (Stream<Path> files =
        Files.find(root, 12, (file, _) -> file.toString().endsWith(".java"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString().replace(".java", "");
        if (file.toString().contains("src/test/")) {
          tests.add(name);
        } else if (!file.toString().contains("/cli/") // its help is tried by HelpTest
            && COMMAND.matcher(Files.readString(file)).find()) {
          found.add(name);
        }
      }
    }
    assertThat(found).isEqualTo(TRIED.keySet());
    assertThat(tests).containsAll(TRIED.values());
  }

  @Test
  void stepsOfAnUnknownNameAreReadUnderTheNameThatIsGiven() throws IOException {
    for (int step = 10; step <= 50; step += 10) {
      Files.move(run.resolve("step-" + step), run.resolve("Lr1e-6.Step." + step));
    }
    Path base = Files.move(run.resolve("step-0"), temp.resolve("base"));
    Cli.Result refused =
        Cli.run("decompose", run, "--base", base).refused(2, "(--steps-named NAME)");
    Matcher name = Pattern.compile("as '([^']*)' where").matcher(refused.err());
    assertThat(name.find()).as(refused.err()).isTrue();
    Cli.run("decompose", run, "--base", base, "--steps-named", name.group(1)).ok();
    Cli.run("dominance", run).refused(2, "(--steps-named NAME)"); // whose checkpoints are there
    Cli.run("dominance", run, "--steps-named", name.group(1)).ok();
  }

  @Test
  void anotherStoreMayBeNamed() throws IOException {
    Path store = Files.createFile(temp.resolve("no-folder"));
    Cli.run("decompose", run, "--store", store).refused(4, "(--store DIR)");
    Cli.run("decompose", run, "--store", temp.resolve("store")).ok();
  }

  @Test
  void modulesAreNamedByWhatIsNear() {
    Cli.Result refused = Cli.run("dominance", run, "--modules", "q_prj").refused(2, "--modules");
    Matcher near = Pattern.compile("are (\\S+), ").matcher(refused.err());
    assertThat(near.find()).isTrue();
    Cli.run("dominance", run, "--modules", near.group(1)).ok();
  }

  @Test
  void aWholeCheckpointKeepsWhatAnAdapterLoses() {
    Path adapter = out();
    assertThat(Cli.run("reconstruct", run, "--step", 50, "--adapter", "--out", adapter).ok().out())
        .contains("a full checkpoint with the rest of the step keeps it");
    Cli.run("reconstruct", run, "--step", 50, "--out", out()).ok();
  }

  @Test
  void theFoldersThatHoldStepsAreNamed() throws IOException {
    Path above = Files.createDirectories(temp.resolve("above/v0-20261128"));
    Path moved = Files.move(run, above.resolve("run"));
    Cli.run("decompose", temp.resolve("above")).refused(3, moved.toString());
    Cli.run("decompose", moved).ok();
  }

  @Test
  void weightsOfAnotherNameAreMoved() throws Exception {
    Path step = run.resolve("step-30");
    Files.move(step.resolve(SmallRun.WEIGHTS), step.resolve("weights.safetensors"));
    Cli.Result before = Cli.run("decompose", run).ok();
    Matcher command = Pattern.compile("rename it: (mv \\S+ \\S+)").matcher(before.err());
    assertThat(command.find()).as(before.err()).isTrue();
    shell(command.group(1));
    assertThat(Cli.run("decompose", run).ok().err()).doesNotContain("step 30 is skipped");
  }

  @Test
  void anIndexIsWrittenByTheLineOfPython() throws Exception {
    Path step = run.resolve("step-30");
    Files.copy(step.resolve(SmallRun.WEIGHTS), step.resolve("model-00001-of-00002.safetensors"));
    Files.move(step.resolve(SmallRun.WEIGHTS), step.resolve("model-00002-of-00002.safetensors"));
    Cli.Result before = Cli.run("decompose", run).ok();
    Matcher command =
        Pattern.compile("python (-c \".*\" \\S+?)(?=[,;]? |\\R)").matcher(before.err());
    assertThat(command.find()).as(before.err()).isTrue();
    assertThat(command.group(1)).endsWith(" " + step);
    assumeTrue(hasPython("numpy, safetensors"), "python3 has no safetensors here");
    shell("python3 " + command.group(1));
    assertThat(step.resolve("model.safetensors.index.json")).exists();
  }

  @Test
  void aDatabaseIsExportedByItsLine() throws Exception {
    Path empty = SmallModel.text(temp.resolve("empty.db"), "SQLite format 3\0");
    Cli.run("linearity", run, "--scores", empty).refused(2, "sqlite3 " + empty + " \"select");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")), "there is no sqlite3 here");
    Path data = temp.resolve("trackio.db");
    StringBuilder rows = new StringBuilder();
    for (int step = 10; step <= 50; step += 10) {
      rows.append("insert into metrics (run_name, step, metrics) values ('r', ")
          .append(step + ", '{\"acc\": 0." + step + "}');");
    }
    shell(
        "sqlite3 "
            + data
            + " \"create table metrics (id integer primary key, run_name text, step int,"
            + " metrics text);"
            + rows.toString().replace("\"", "\\\"")
            + "\"");
    Cli.Result refused =
        Cli.run("linearity", run, "--scores", data).refused(2, "sqlite3 " + data + " \"select");
    Matcher command = Pattern.compile("(sqlite3 .*metrics\\.jsonl)").matcher(refused.err());
    assertThat(command.find()).as(refused.err()).isTrue();
    Path lines = temp.resolve("metrics.jsonl");
    shell(command.group(1).replace("RUN", "r").replace("> metrics.jsonl", "> " + lines));
    Cli.run("linearity", run, "--scores", lines).ok();
  }

  @Test
  void mlflowsDatabaseIsExportedByItsLine() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")), "there is no sqlite3 here");
    Path data = temp.resolve("mlflow.db");
    StringBuilder rows = new StringBuilder();
    for (int step = 10; step <= 50; step += 10) {
      rows.append(
              "insert into metrics values ('eval/acc', 0.%d, %d, 'a', %d);"
                  .formatted(step, step, step))
          .append("insert into metrics values ('loss', 0.9, %d, 'a', %d);".formatted(step, step));
    }
    shell(
        "sqlite3 "
            + data
            + " \"create table metrics (key text, value real, timestamp int, run_uuid text, step"
            + " int); create table latest_metrics (key text);"
            + rows
            + "\"");
    Cli.Result refused = Cli.run("linearity", run, "--scores", data).refused(2, "of mlflow");
    Matcher command = Pattern.compile("(sqlite3 .*metrics\\.csv)").matcher(refused.err());
    assertThat(command.find()).as(refused.err()).isTrue();
    Path table = temp.resolve("metrics.csv");
    shell(command.group(1).replace("> metrics.csv", "> " + table));
    assertThat(Cli.run("linearity", run, "--scores", table).ok().err())
        .contains("column a - eval/acc");
  }

  private static boolean hasPython(String packages) throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import " + packages).start().waitFor() == 0;
    } catch (IOException none) {
      return false;
    }
  }

  private static void shell(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-c", command).inheritIO().start();
    assertThat(process.waitFor()).as(command).isZero();
  }

  /** A setting that messages name has an option in some command; where not, it is not named. */
  @Test
  void everySettingHasAnOption() {
    StringBuilder help = new StringBuilder();
    for (String line : Cli.run("--help").out().lines().toList()) {
      Matcher command = Pattern.compile("^  ([a-z-]+) {2,}.*").matcher(line);
      if (command.matches()) {
        help.append(Cli.run(command.group(1), "--help").out());
      }
    }
    for (Setting setting : Setting.values()) {
      assertThat(help).contains(Failures.option(setting).split(" ")[0]);
    }
  }

  @Test
  void anAdapterWithoutAlphaIsComparedWithoutAWordOfAnOptionThatDiffHasNot() throws IOException {
    Path one = out();
    Cli.run("reconstruct", run, "--step", 40, "--adapter", "--out", one).ok();
    Path two = out();
    Cli.run("reconstruct", run, "--step", 50, "--adapter", "--out", two).ok();
    Path config = two.resolve("adapter_config.json");
    Files.writeString(
        config, Files.readString(config).replaceFirst("\"lora_alpha\" ?: ?1", "\"lora_alpha\": 0"));
    Cli.Result refused = Cli.run("diff", one, two).refused(3, "lora_alpha");
    assertThat(refused.err()).doesNotContain("--lora-alpha");
  }
}
