package io.github.alpharl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileTest {

  @TempDir private Path temp;

  private static Table table() {
    return new Table("module", "‖ΔW‖σ₁", "top 1 %", "note")
        .row("model.layers.0.up_proj", "0.5", "19.3 %", "a, \"b\"")
        .row("mean", "–", "–", "% & $1");
  }

  @Test
  void commaSeparatedValuesHaveNoUnitsAndNoDashes() {
    TableFile.at(temp.resolve("t.csv")).write(table());
    assertThat(temp.resolve("t.csv"))
        .hasContent(
            """
            module,‖ΔW‖σ₁,"top 1 %, %",note\r
            model.layers.0.up_proj,0.5,19.3,"a, ""b""\"\r
            mean,,,% & $1\r
            """);
  }

  @Test
  void latexEscapesWhatItWouldRead() {
    TableFile.at(temp.resolve("t.tex")).write(table());
    assertThat(temp.resolve("t.tex"))
        .hasContent(
            """
            % \\usepackage{booktabs}
            \\begin{tabular}{lrrl}
            \\toprule
            module & $\\Vert\\Delta$W$\\Vert\\sigma_1$ & top 1 \\% & note \\\\
            \\midrule
            model.layers.0.up\\_proj & 0.5 & 19.3 \\% & a, "b" \\\\
            mean & -- & -- & \\% \\& \\$1 \\\\
            \\bottomrule
            \\end{tabular}
            """);
  }

  @Test
  void furtherTablesAreNumberedAndOtherEndingsRefused() {
    assertThat(TableFile.at(Path.of("out", "t.x.TEX")).of(2).path())
        .isEqualTo(Path.of("out", "t.x-2.TEX"));
    assertThatThrownBy(() -> TableFile.at(Path.of("t.xlsx")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("in .csv or .tex");
  }

  private static String printed(Table table) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void wordsStandLeftAndNumbersRight() {
    assertThat(
            printed(
                new Table("step", "kind", "share", "task")
                    .row("10", "model", "9.5 %", "0-9*5.")
                    .row("20", "–", "–", "35789.")
                    .row("30", "adapter", "14 of 25", "89753>")))
        .isEqualTo(
            """
            step  kind        share  task
            ───────────────────────────────
            10    model       9.5 %  0-9*5.
            20    –               –  35789.
            30    adapter  14 of 25  89753>
            """);
  }

  @Test
  void onlyTablesTooWideForATerminalShortenTheLayersPrefix() {
    String wide = "x".repeat(60);
    assertThat(printed(new Table("module", "n").row("model.layers.3.up", "1").row("mean", "2")))
        .contains("model.layers.3.up  1")
        .doesNotContain("…");
    assertThat(
            printed(
                new Table("module", wide).row("model.layers.13.mlp.up_proj", "1").row("mean", "2")))
        .contains("…13.mlp.up_proj  ")
        .endsWith("(… stands for model.layers.)\n")
        .doesNotContain("\nmodel.layers");
  }

  @Test
  void aSingleRowTooWideForATerminalStandsUpright() {
    Table table =
        new Table("run", "straightness of the path", "a".repeat(60)).row("mine", "0.9", "2");
    assertThat(printed(table))
        .isEqualTo(
            "run                                                           mine\n"
                + "straightness of the path                                      0.9\n"
                + "a".repeat(60)
                + "  2\n");
    assertThat(printed(new Table("run", "r2").row("mine", "0.9"))).startsWith("run    r2\n");
  }
}
