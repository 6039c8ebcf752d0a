package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JSON of the commands that need no lab against docs/json.md: version, case, every key. The
 * tests of the others look at theirs.
 */
class JsonDocumentsTest {

  @TempDir private Path temp;

  private static void told(Object... command) {
    JsonDocuments.read(command[0].toString(), Cli.run(Work.with(command, "--json")).ok().out());
  }

  @Test
  void everyKeyOfARunsDocumentsIsTold() {
    Path run = SmallRun.write(temp.resolve("run"));
    told("inspect", run);
    told("inspect", run, "--changes");
    told("decompose", run);
    told("dominance", run);
    told("linearity", run, "--project", SmallModel.modules().getFirst());
    told("forecast", run.resolve("scores.csv"));
    told("compare", run, "--window", "1..50");
    told("headroom", run, "--window", "1..40");
    told("report", run, "--out", temp.resolve("report.html"));
    told("watch", run, "--once");
    told("reproduce", "figure-15", "--run", run, "--out", temp.resolve("f"));
  }

  @Test
  void everyKeyOfAModelsDocumentsIsTold() {
    Path run = SmallRun.write(temp.resolve("run"));
    Path step = run.resolve("step-50");
    told("predict", run, "--window", "1..40", "--target-step", 50, "--out", temp.resolve("p"));
    told(
        "predict",
        run,
        "--window",
        "1..40",
        "--target-step",
        50,
        "--forecaster",
        "velocity",
        "--adapter",
        "--rank",
        1,
        "--out",
        temp.resolve("v"));
    told("reconstruct", run, "--step", 50, "--out", temp.resolve("m"));
    told("reconstruct", run, "--step", 50, "--adapter", "--out", temp.resolve("a"));
    told("reconstruct", run, "--step", 50, "--rank", "1,2", "--out", temp.resolve("r"));
    told("diff", run.resolve("step-0"), step);
    told("diff", run);
    told("export", step, "--out", temp.resolve("e"));
  }

  @Test
  void everyKeyOfTheToolsDocumentsIsTold() {
    told("grade", "--gold", "1/2", "--answer", "0.5");
    List.of("forecasters", "tasks", "benchmarks", "architectures")
        .forEach(kind -> told("ls", kind));
    JsonDocuments.read("doctor", Cli.run("doctor", "--json").out());
  }

  @Test
  void everyCommandWithADocumentHasItsPart() {
    List<String> missing =
        ShellWords.names().stream()
            .filter(name -> Main.hasOption(name, "--json"))
            .filter(name -> !JsonDocuments.commands().contains(name))
            .toList();
    assertThat(missing).isEmpty();
  }
}
