package io.github.alpharl.reproduce.item;

import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.Condition;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/** Our own table: the laws against the rate, the batch, the length and the precision of a run. */
final class Conditions implements Item {

  @Override
  public String name() {
    return "conditions";
  }

  @Override
  public String title() {
    return "What else makes rank 1 enough: rate, batch, steps, schedule, precision, LoRA";
  }

  @Override
  public String paper() {
    return "rank 1 recovers over 99 % of the gain in all its RL runs; no such series.";
  }

  @Override
  public ItemReport report(Findings findings) {
    Grid grid =
        new Grid(
            "DAPO on chained arithmetic, tiny-128: one thing changed",
            "condition",
            "full",
            "rank 1 matched, %",
            "best λ, %",
            "rank for 99 % of the gain",
            "σ₁/‖ΔW‖",
            "R² of u₁",
            "Q² of u₁");
    for (Condition condition : Condition.ALL) {
      grid.row(
          condition.name(),
          over(findings, condition, Format.SHARE, Findings::full),
          over(findings, condition, Format.PERCENT, Laws::matched),
          over(findings, condition, Format.PERCENT, Laws::bestScale),
          over(findings, condition, Format.COUNT, Laws::rank),
          over(findings, condition, Format.SHARE, Laws::normShare),
          over(findings, condition, Format.SHARE, Laws::r2),
          over(findings, condition, Format.SHARE, Laws::q2));
    }
    return new ItemReport(
        List.of(grid),
        List.of(
            "Rank 1 as its share of the full accuracy; best λ: chosen of "
                + Laws.SCALES
                + " on "
                + Laws.SCALE_PROBLEMS
                + " validation problems, not norm-matched. A checkpoint every two steps."),
        Optional.empty());
  }

  private static SeedFigure over(
      Findings findings,
      Condition condition,
      Format format,
      ToDoubleBiFunction<Findings, LabRun> figure) {
    return findings.over(
        format, seed -> figure.applyAsDouble(findings, Catalogue.under(condition, seed)));
  }
}
