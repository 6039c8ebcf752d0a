package io.github.alpharl.reproduce.own;

import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.own.OwnCells.Share;
import io.github.alpharl.reproduce.own.OwnRun.Part;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.page.PaperParts;
import io.github.alpharl.spectral.Rank;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What parts of the update are worth to a judge: figures 3 and 4. */
final class PartFigures {

  private static final List<Double> SCALES = List.of(0.2, 0.4, 0.6, 0.8, 1.0);

  private PartFigures() {}

  static OwnReport byRank(OwnRun run) {
    Estimate base = run.base();
    Estimate full = run.step(run.last());
    Grid ranks = table("Norm-matched rank-k models of step " + run.last(), "rank", base, full);
    List<Estimate> kept = new ArrayList<>();
    for (Rank rank : PaperParts.RANKS) {
      kept.add(run.part(Part.of(run.last(), rank)));
      row(ranks, PaperParts.words(rank), kept.getLast(), base, full);
    }
    Grid along = table("Rank-1 models along training", "step", base, full);
    List<Estimate> whole = new ArrayList<>();
    List<Estimate> then = new ArrayList<>();
    List<Long> steps = PaperParts.TIMES.stream().map(run::stepAt).distinct().toList();
    for (long step : steps) {
      whole.add(run.step(step));
      then.add(run.part(Part.of(step, new Rank.Count(1))));
      row(along, Long.toString(step), then.getLast(), base, whole.getLast());
    }
    double[] x = steps.stream().mapToDouble(Long::doubleValue).toArray();
    Picture picture =
        new Picture("What the first directions of the update keep", 2)
            .add(
                new LinePanel(
                    "Step " + run.last() + ", by rank",
                    Axis.named(
                        "directions kept",
                        PaperParts.RANKS.stream().map(PaperParts::words).toList()),
                    Axis.shares("accuracy", 0),
                    List.of(
                        Lines.of("rank k", places(PaperParts.RANKS.size()), kept),
                        Lines.flat("the whole update", places(PaperParts.RANKS.size()), full),
                        Lines.flat("base", places(PaperParts.RANKS.size()), base))))
            .add(
                new LinePanel(
                    "Along training",
                    Axis.over("step", x),
                    Axis.shares("accuracy", 0),
                    List.of(Lines.of("rank 1", x, then), Lines.of("the checkpoint", x, whole))));
    return new OwnReport(List.of(ranks, along), List.of(), Optional.of(picture));
  }

  static OwnReport byDirection(OwnRun run) {
    Estimate base = run.base();
    Estimate full = run.step(run.last());
    Grid single =
        table("One direction of step " + run.last() + " alone, norm matched", "i", base, full);
    List<Estimate> alone = new ArrayList<>();
    for (int i : PaperParts.DIRECTIONS) {
      alone.add(run.part(new Part(run.last(), new Subspaces.Only(i), 1, List.of())));
      row(single, Integer.toString(i), alone.getLast(), base, full);
    }
    Grid scaled = table("W₀ + λ·α·σ₁u₁v₁ᵀ", "λ", base, full);
    List<Estimate> at = new ArrayList<>();
    for (double scale : SCALES) {
      at.add(run.part(new Part(run.last(), OwnRun.FIRST, scale, List.of())));
      row(scaled, Double.toString(scale), at.getLast(), base, full);
    }
    double[] x = SCALES.stream().mapToDouble(Double::doubleValue).toArray();
    List<String> names = PaperParts.DIRECTIONS.stream().map(String::valueOf).toList();
    Axis accuracy = Axis.shares("accuracy", 0);
    double[] places = places(names.size());
    Picture picture =
        new Picture("One direction of the update at a time", 2)
            .add(
                new LinePanel(
                    "The i-th direction alone",
                    Axis.named("i", names),
                    accuracy,
                    List.of(
                        Lines.of("direction", places, alone), Lines.flat("base", places, base))))
            .add(
                new LinePanel(
                    "The first direction scaled",
                    Axis.upTo("λ", 1),
                    accuracy,
                    List.of(Lines.of("direction", x, at), Lines.flat("base", x, base))));
    return new OwnReport(List.of(single, scaled), List.of(), Optional.of(picture));
  }

  /** With the base and the full model as its first rows. */
  private static Grid table(String caption, String first, Estimate base, Estimate full) {
    Grid table = new Grid(caption, first, "accuracy", "of the full model's", "of its gain");
    row(table, "base", base, base, full);
    row(table, "full", full, base, full);
    return table;
  }

  private static void row(Grid table, String name, Estimate found, Estimate base, Estimate full) {
    Retained kept = new Retained(found.value(), base.value(), full.value());
    table.row(OwnCells.row(name, found, new Share(kept.accuracy()), new Share(kept.gain())));
  }

  private static double[] places(int count) {
    double[] places = new double[count];
    java.util.Arrays.setAll(places, i -> i);
    return places;
  }
}
