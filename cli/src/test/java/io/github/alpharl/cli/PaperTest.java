package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures and tables of a run of one's own, with a judge that is a command. */
class PaperTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temp;
  private Path run;
  private Path tried;
  private String judge;

  /** A judge that solves every fourth problem, and lists the models that it is asked about. */
  @BeforeEach
  void write() {
    run = SmallRun.write(temp.resolve("run"), 20, 40, 50);
    tried = temp.resolve("tried");
    judge =
        "test -e \"$ALPHARL_MODEL/model.safetensors\" && echo x >> "
            + tried
            + "; i=0; while [ $i -lt $ALPHARL_COUNT ]; do echo $((i % 4 == 0)); i=$((i + 1)); done";
  }

  @Test
  void everyFigureOfAnOwnRunIsMadeOnceInEveryFormat() throws IOException {
    Path out = temp.resolve("paper");
    Object[] command = {
      "reproduce",
      "all",
      "--run",
      run,
      "--out",
      out,
      "--validation-command",
      judge,
      "--problems",
      8,
      "--formats",
      "pdf,png,csv,tex"
    };
    String printed = Cli.run(command).ok().out();
    assertThat(printed).contains("figure-3:", "Forecasts of step 50", "0.250 ± 0.164");
    for (String name : new String[] {"3", "4", "5", "6", "15"}) {
      for (String ending : new String[] {"svg", "pdf", "png", "csv", "tex", "json", "md"}) {
        assertThat(out.resolve("figure-" + name + "." + ending)).isNotEmptyFile();
      }
    }
    assertThat(Files.readString(out.resolve("table-1.tex")))
        .contains("\\begin{tabular}", "velocity");
    assertThat(Files.readString(out.resolve("figure-6.svg"))).contains("t-SNE", "PCA", "by R²");
    JsonNode ranks = JSON.readTree(out.resolve("figure-3.json").toFile()).at("/tables/0/rows");
    assertThat(ranks).hasSize(8);
    assertThat(ranks.get(2).at("/accuracy/value").asDouble()).isEqualTo(0.25);
    assertThat(ranks.get(2).get("of its gain").isNull()).isTrue();
    JsonNode norms = JSON.readTree(out.resolve("figure-5.json").toFile()).at("/tables/0/rows");
    assertThat(norms.findValuesAsText("step")).containsExactly("20", "40", "50");
    long asked = Files.size(tried);
    assertThat(Cli.run(command).ok().out()).isEqualTo(printed);
    assertThat(Files.size(tried)).as("kept accuracies are not measured again").isEqualTo(asked);
    assertThat(out.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void withoutAJudgeFiguresThatNeedOneAreLeftOutOrRefused() {
    Path out = temp.resolve("paper");
    Cli.Result all = Cli.run("reproduce", "all", "--run", run, "--out", out).ok();
    assertThat(all.err()).contains("figure-3 is left out: it needs a judge");
    assertThat(out.resolve("figure-15.svg")).exists();
    assertThat(out.resolve("figure-3.svg")).doesNotExist();
    Cli.run("reproduce", "figure-3", "--run", run, "--out", out)
        .refused(2, "needs a judge", "--judge TASK");
    Cli.run("reproduce", "table-7", "--run", run, "--out", out).refused(2, "figure-15", "table-1");
    Cli.run("reproduce", "all", "--run", run, "--formats", "eps").refused(2, "eps", "svg, pdf");
  }

  @Test
  void severalRanksAreAFolderEachAndWithAJudgeACurve() throws IOException {
    Path out = temp.resolve("ranks");
    Path single = temp.resolve("single");
    Cli.run("reconstruct", run, "--step", 50, "--rank", 2, "--out", single).ok();
    JsonNode found =
        JSON.readTree(
            Cli.run(
                    "reconstruct",
                    run,
                    "--step",
                    50,
                    "--rank",
                    "1,2,i:2,1%",
                    "--out",
                    out,
                    "--validation-command",
                    judge,
                    "--problems",
                    8,
                    "--figure",
                    temp.resolve("curve.pdf"),
                    "--json")
                .ok()
                .out());
    assertThat(found.at("/base/value").asDouble()).isEqualTo(0.25);
    assertThat(found.get("ranks").findValuesAsText("rank")).containsExactly("1", "2", "i:2", "1%");
    assertThat(found.at("/ranks/1/accuracy/standardError").asDouble()).isBetween(0.16, 0.17);
    assertThat(temp.resolve("curve.pdf")).isNotEmptyFile();
    assertThat(out)
        .isDirectoryContaining(p -> p.endsWith("rank-1pct"))
        .isDirectoryContaining(p -> p.endsWith("direction-2"));
    try (HfCheckpoint one = HfCheckpoint.open(single);
        HfCheckpoint other = HfCheckpoint.open(out.resolve("rank-2"))) {
      String module = SmallModel.modules().getFirst();
      for (long i = 0; i < one.tensor(module).size(); i++) {
        assertThat(other.tensor(module).get(i)).isEqualTo(one.tensor(module).get(i));
      }
    }
    Cli.run("reconstruct", run, "--step", 50, "--rank", "1,1", "--out", temp.resolve("x"))
        .refused(2, "twice");
  }

  @Test
  void aTableIsWrittenAsItsNameEnds() throws IOException {
    Path table = temp.resolve("dominance.csv");
    Cli.Result found = Cli.run("dominance", run, "--table", table).ok();
    assertThat(found.err()).contains("wrote " + table, "dominance-2.csv");
    assertThat(Files.readAllLines(table).getFirst()).startsWith("step,").contains("‖ΔW‖");
    assertThat(Files.readString(temp.resolve("dominance-2.csv"))).contains("model.layers.0.");
    Cli.run("dominance", run, "--table", table, "--json").refused(2, "--table", "--json");
    Path nowhere = temp.resolve("nowhere"); // refused before any work
    Cli.run("dominance", nowhere, "--json", "--table", table).refused(2, "--table", "--json");
  }
}
