package io.github.alpharl.report;

import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.study.RankCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What each rank of an update is worth, as a table and as a figure. */
public final class RankFigure {

  private RankFigure() {}

  /** A row for the base, the whole update and each rank; accuracies where a judge found them. */
  public static Table table(RankCurve curve) {
    Table table = new Table("rank", "accuracy", "standard error", "written to");
    curve.base().ifPresent(found -> row(table, "base", Optional.of(found), ""));
    for (RankCurve.Point point : curve.points()) {
      row(table, point.rank(), point.accuracy(), point.written().out().toString());
    }
    curve.whole().ifPresent(found -> row(table, "whole update", Optional.of(found), ""));
    return table.withoutEmpty();
  }

  private static void row(Table table, String name, Optional<Estimate> found, String where) {
    table.row(
        name,
        Table.number(found.map(Estimate::value).orElse(Double.NaN), 3),
        Table.number(found.map(Estimate::standardError).orElse(Double.NaN), 3),
        where);
  }

  /** The curve over the ranks, in their order, between base and whole update. */
  public static Picture of(RankCurve curve) {
    List<RankCurve.Point> points = curve.points();
    double[] x = new double[points.size()];
    Arrays.setAll(x, i -> i);
    List<LinePanel.Series> lines = new ArrayList<>();
    lines.add(
        LinePanel.Series.line(
            "directions kept",
            x,
            points.stream().mapToDouble(p -> value(p.accuracy())).toArray(),
            points.stream()
                .mapToDouble(p -> p.accuracy().map(Estimate::standardError).orElse(Double.NaN))
                .toArray()));
    lines.add(flat("whole update", x, value(curve.whole())));
    lines.add(flat("base", x, value(curve.base())));
    return new Picture("Accuracy of the update cut to rank k", 1)
        .add(
            new LinePanel(
                "",
                Axis.named("rank", points.stream().map(RankCurve.Point::rank).toList()),
                Axis.shares("accuracy", 0),
                lines));
  }

  private static double value(Optional<Estimate> found) {
    return found.map(Estimate::value).orElse(Double.NaN);
  }

  private static LinePanel.Series flat(String name, double[] x, double value) {
    double[] y = new double[x.length];
    Arrays.fill(y, value);
    return LinePanel.Series.line(name, x, y).withDashes();
  }
}
