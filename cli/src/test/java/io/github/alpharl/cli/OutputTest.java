package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that cannot be, and what commands print. */
class OutputTest {

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void write() {
    run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
  }

  private Cli.Result reconstruct(Path out, Object... more) {
    return Cli.run(with(new Object[] {"reconstruct", run, "--step", 20, "--out", out}, more));
  }

  private Cli.Result predict(Path out, Object... more) {
    Object[] command = {"predict", run, "--window", "100%", "--target-accuracy", 0.7, "--out", out};
    return Cli.run(with(command, more));
  }

  private static Object[] with(Object[] command, Object... more) {
    Object[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  private void refusedEverywhere(Path out, String... parts) {
    Map<String, String> before = Trees.of(temp);
    reconstruct(out).refused(4, parts);
    reconstruct(out, "--adapter").refused(4, parts);
    predict(out).refused(4, parts);
    predict(out, "--adapter", "--json").refused(4, parts);
    assertThat(Trees.of(temp)).isEqualTo(before);
  }

  @Test
  void anExistingOutputIsKept() {
    Path out = temp.resolve("out");
    SmallModel.text(out.resolve("precious"), "x");
    refusedEverywhere(out, out.toString(), "exists already", "choose another output");
    refusedEverywhere(out.resolve("precious"), "exists already");
  }

  @Test
  void anInputIsNeverTheOutput() {
    refusedEverywhere(run.resolve("step-20"), "the output is the input");
    refusedEverywhere(run.resolve("step-0"), "the output is the input");
    refusedEverywhere(run, "the output is the input");
    refusedEverywhere(run.resolve("../run/step-10"), "the output is the input");
  }

  @Test
  void anEmptyDirectoryIsFilled() throws IOException {
    Path out = Files.createDirectory(temp.resolve("out"));
    predict(out).ok();
    assertThat(out.resolve(SmallRun.WEIGHTS)).exists();
  }

  @Test
  void anOutputBelowAFileIsRefused() {
    Path file = SmallModel.text(temp.resolve("file"), "x");
    reconstruct(file.resolve("out")).refused(4, file.toString());
  }

  @Test
  void aReadOnlyPlaceIsRefused() throws Exception {
    Path locked = Files.createDirectory(temp.resolve("locked"));
    if (mount("tmpfs", "ro,size=1m", locked)) {
      try {
        reconstruct(locked.resolve("out")).refused(4, locked.toString(), "--out");
        Cli.run("decompose", run, "--store", locked.resolve("store"))
            .refused(4, locked.toString(), "--store DIR");
      } finally {
        unmount(locked);
      }
    } else {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
      assumeTrue(!Files.isWritable(locked), "this user may write everywhere");
      reconstruct(locked.resolve("out")).refused(4, locked.toString(), "--out");
    }
  }

  @Test
  void tooLittleSpaceIsNoticedBeforeTheWork() throws Exception {
    Path small = Files.createDirectory(temp.resolve("small"));
    assumeTrue(mount("tmpfs", "size=64k", small), "only root may mount a small disk");
    try {
      reconstruct(small.resolve("out")).refused(4, "bytes but its disk has", "free space");
      predict(small.resolve("out"), "--adapter").refused(4, "bytes but its disk has");
      assertThat(Trees.of(small)).hasSize(1);
    } finally {
      unmount(small);
    }
  }

  @Test
  void aFullDiskLeavesNothingHalf() throws Exception {
    Path small = Files.createDirectory(temp.resolve("small"));
    assumeTrue(mount("tmpfs", "size=36k", small), "only root may mount a small disk");
    try {
      Path store = small.resolve("store");
      Cli.run("decompose", run, "--store", store)
          .refused(4, "cannot write " + store, "No space left on device");
      assertThat(Trees.of(store).keySet()).noneMatch(name -> name.startsWith(".alpharl-tmp"));
      Path other = temp.resolve("other");
      Cli.run("decompose", run, "--store", other).ok();
      Map<String, String> whole = Trees.of(other);
      assertThat(Trees.of(store)).hasSizeLessThan(whole.size());
      Trees.of(store).forEach((name, hash) -> assertThat(whole).containsEntry(name, hash));
    } finally {
      unmount(small);
    }
  }

  private static boolean mount(String type, String options, Path place) throws Exception {
    return command("mount", "-t", type, "-o", options, type, place.toString()) == 0;
  }

  private static void unmount(Path place) throws Exception {
    assertThat(command("umount", "-l", place.toString())).isZero();
  }

  private static int command(String... words) throws Exception {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (IOException absent) {
      return -1;
    }
  }

  private String adapter(String name, Object... more) {
    Path out = temp.resolve(name);
    Object[] adapter = with(new Object[] {"--adapter", "--energy", "90%"}, more);
    return reconstruct(out, adapter).ok().out();
  }

  @Test
  void anAdapterIsWrittenWithTheLinesThatLoadIt() throws IOException {
    Path lora = temp.resolve("my lora");
    assertThat(adapter("my lora", "--base-name", "org/base"))
        .startsWith("wrote adapter " + lora + "\n")
        .doesNotContain("path of this machine")
        .endsWith(
            "vLLM: vllm serve org/base --enable-lora --lora-modules 'my lora="
                + lora
                + "'\nPEFT: from transformers import AutoModelForCausalLM; from peft import"
                + " PeftModel\n      model = AutoModelForCausalLM.from_pretrained(\"org/base\")\n"
                + "      model = PeftModel.from_pretrained(model, \""
                + lora
                + "\")\n");
    String base = run.resolve("step-0").toString();
    assertThat(adapter("lora")).contains("path of this machine as its base, " + base);
    String json = adapter("quiet", "--base-name", "org/base", "--json");
    assertThat(json).doesNotContain("vllm", "from_pretrained");
    assertThat(new ObjectMapper().readTree(json).path("baseName").asText()).isEqualTo("org/base");
    assertThat(reconstruct(temp.resolve("full")).ok().out()).doesNotContain("vllm");
  }

  @Test
  void anAdapterInTheHubsCacheNamesItsId() throws IOException {
    Path main = temp.resolve("hub/models--Org--Base/snapshots/aa");
    Files.createDirectories(main.getParent());
    Files.move(run.resolve("step-0"), main);
    SmallModel.text(temp.resolve("hub/models--Org--Base/refs/main"), "aa");
    assertThat(adapter("lora", "--base", main))
        .contains("vllm serve Org/Base ")
        .doesNotContain("path of this machine");
  }

  @Test
  void jsonIsOneDocumentOnSuccessAndNothingOnFailure() throws IOException {
    ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    for (Object[] command :
        List.of(
            new Object[] {"inspect", run, "--json"},
            new Object[] {"decompose", run, "--json"},
            new Object[] {"dominance", run, "--json"},
            new Object[] {"linearity", run, "--json"},
            new Object[] {"reconstruct", run, "--step", 20, "--out", temp.resolve("r"), "--json"},
            new Object[] {
              "predict",
              run,
              "--window",
              "100%",
              "--target-step",
              90,
              "--out",
              temp.resolve("p"),
              "--json"
            })) {
      assertThat(json.readTree(Cli.run(command).ok().out()).isObject()).isTrue();
    }
    SmallModel.text(run.resolve("step-20/config.json"), "{");
    Cli.run("inspect", temp.resolve("none"), "--json").refused(2);
    Cli.run("dominance", temp.resolve("none"), "--json").refused(2);
    reconstruct(temp.resolve("x"), "--json").refused(2, "no checkpoint of step 20");
  }

  @Test
  void whatIsUnknownIsRefusedWithASuggestion() {
    usage(
        "alpharl: linearity has no option --widnow (did you mean --window?)",
        "alpharl linearity --help",
        "linearity",
        run,
        "--widnow",
        "40%");
    usage(
        "there is no command 'predcit' (did you mean predict?)", "alpharl --help", "predcit", run);
    usage("WHAT is one of", "(did you mean tasks?)", "ls", "task");
    usage("bench has no command 'svt' (did you mean svd?)", "bench --help", "bench", "svt");
    usage("inspect takes no further word 'b'", "inspect --help", "inspect", run, "b");
    usage("'95%' is not a number", "predict --help", "predict", run, "--target-accuracy", "95%");
    usage("--out", "alpharl reconstruct --help", "reconstruct", run, "--step", 20);
    usage("--step", "alpharl reconstruct --help", "reconstruct", run, "--out", "x");
    usage("--step", "alpharl reconstruct --help", "reconstruct", run, "--step", "x", "--out", "x");
    usage("RUN", "alpharl decompose --help", "decompose");
    usage("name a command", "alpharl --help");
    usage(
        "mutually exclusive",
        "alpharl predict --help",
        "predict",
        run,
        "--window",
        "100%",
        "--target-step",
        90,
        "--target-accuracy",
        0.7,
        "--out",
        "x");
  }

  private static void usage(String part, String advice, Object... args) {
    Cli.Result result = Cli.run(args);
    assertThat(result.exit()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("alpharl: ").contains(part, advice);
    assertThat(result.err()).doesNotContain("Exception", "\tat ", "%%");
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    Cli.run("decompose", run, "--threads", 0).refused(2, "--threads must be at least 1");
    Cli.run("decompose", run, "--rank", 0).refused(2);
    Cli.run("decompose", run, "--rank", "200%").refused(2);
    Cli.run("decompose", run, "--rank", "many").refused(2);
    Cli.run("decompose", run, "--residual", -1).refused(2);
    Cli.run("decompose", run, "--residual", "NaN").refused(2);
    Cli.run("decompose", run, "--steps", "7").refused(2, "range such as 10..200");
    Cli.run("decompose", run, "--steps", "70..80").refused(2, "no step from 70 to 80");
    reconstruct(temp.resolve("out"), "--scale", "NaN").refused(2, "--scale");
    reconstruct(temp.resolve("out"), "--rank", "i:0").refused(2, "counted from 1");
    Cli.run("reconstruct", run, "--step", 25, "--out", temp.resolve("out"))
        .refused(2, "no checkpoint of step 25", "its steps are 10, 20, 30");
    Cli.run("linearity", run, "--project", "nonsense").refused(2, "there is no module 'nonsense'");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void aFigureIsOnlyWrittenUnderItsOwnName() {
    Cli.Result figure = Cli.run("linearity", run, "--figure", temp.resolve("laws.eps"));
    assertThat(figure.exit()).isEqualTo(2);
    assertThat(figure.err()).contains("--figure", "laws.eps", ".svg, .pdf, .png");
    Cli.Result table = Cli.run("linearity", run, "--table", temp.resolve("laws.xls"));
    assertThat(table.exit()).isEqualTo(2);
    assertThat(table.err()).contains("--table", "laws.xls", ".csv or .tex");
    assertThat(temp.resolve("laws.eps")).doesNotExist();
  }
}
