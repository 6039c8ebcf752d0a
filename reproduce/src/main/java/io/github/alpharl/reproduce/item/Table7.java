package io.github.alpharl.reproduce.item;

import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.study.DominanceTable.Means;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Table 7: norms and shares of the last update. */
final class Table7 implements Item {

  @Override
  public String name() {
    return "table-7";
  }

  @Override
  public String title() {
    return "Table 7: norm and shares of the last update, RL beside SFT and distillation";
  }

  @Override
  public String paper() {
    return "Rank-1 fraction DAPO 19.3 %, SFT 7.7 %, distillation 12.6 %; mean update norm DAPO 0.01,"
        + " SFT 10.75, distillation 21.24.";
  }

  @Override
  public ItemReport report(Findings findings) {
    Grid grid =
        new Grid(
            "Means over the modules at the last step",
            "algorithm",
            "σ₁/‖ΔW‖, %",
            "share of the top 1 %, %",
            "‖ΔW‖");
    for (String algorithm : findings.allAlgorithms()) {
      grid.row(
          Findings.label(algorithm),
          value(findings, algorithm, Means::normShare, Format.PERCENT),
          value(findings, algorithm, Means::normShareTop, Format.PERCENT),
          value(findings, algorithm, Means::norm, Format.SIGNIFICANT));
    }
    return new ItemReport(
        List.of(grid),
        List.of(
            "1 % of the lab's modules are 1 or 2 directions (of 64 or 128), of an 8B model's 41 of"
                + " 4096."),
        Optional.empty());
  }

  private static SeedFigure value(
      Findings findings, String algorithm, ToDoubleFunction<Means> figure, Format format) {
    return findings.over(
        format,
        seed -> {
          LabRun run = Catalogue.easy(algorithm, seed);
          return findings.share(run, findings.runs().last(run), figure);
        });
  }
}
