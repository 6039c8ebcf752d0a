package io.github.alpharl.view;

import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.report.HeatmapTable;
import io.github.alpharl.report.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How straight the top directions move with the score.
 *
 * @param table all modules
 * @param projection a module's trajectory in the plane
 * @param steps that were fitted
 */
public record LinearityView(LinearityTable table, Optional<Projection> projection, List<Long> steps)
    implements View {

  /** One module of the document; undefined figures are null. */
  private record Line(String name, Double r2, Double q2, Double r2Step) {
    static Line of(Linearity module) {
      return new Line(
          module.name(),
          Nullable.of(module.r2()),
          Nullable.of(module.q2()),
          Nullable.of(module.r2Step()));
    }
  }

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("steps", steps);
    document.put("meanR2", Nullable.of(table.meanR2()));
    document.put("meanQ2", Nullable.of(table.meanQ2()));
    document.put("meanR2Step", Nullable.of(table.meanR2Step()));
    document.put("modules", table.modules().stream().map(Line::of).toList());
    projection.ifPresent(found -> document.put("projection", found));
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    Table rows = new Table("module", "R² of u₁", "Q² of u₁", "R² of the step");
    table
        .modules()
        .forEach(module -> row(rows, module.name(), module.r2(), module.q2(), module.r2Step()));
    row(rows, "mean", table.meanR2(), table.meanQ2(), table.meanR2Step());
    out.printf(
        "Score on u₁, %d checkpoints (steps %d to %d)%n",
        steps.size(), steps.getFirst(), steps.getLast());
    rows.print(out);
    out.printf("%nR² of u₁ by layer and kind%n");
    HeatmapTable.of(table.heatmap()).print(out);
    projection.ifPresent(found -> print(out, found));
  }

  private static void print(PrintWriter out, Projection projection) {
    out.printf("%nTrajectory of %s in the plane%n", projection.module());
    Table points = new Table("step", "PC 1", "PC 2", "t-SNE 1", "t-SNE 2");
    for (int i = 0; i < projection.steps().size(); i++) {
      double[] pca = projection.pca()[i];
      double[] tsne = projection.tsne()[i];
      points.row(
          projection.steps().get(i),
          Table.significant(pca[0]),
          Table.significant(pca.length > 1 ? pca[1] : 0),
          Table.significant(tsne[0]),
          Table.significant(tsne.length > 1 ? tsne[1] : 0));
    }
    points.print(out);
  }

  private static void row(
      Table rows, String name, OptionalDouble r2, OptionalDouble q2, OptionalDouble step) {
    rows.row(
        name,
        Table.number(r2.orElse(Double.NaN), 3),
        Table.number(q2.orElse(Double.NaN), 3),
        Table.number(step.orElse(Double.NaN), 3));
  }
}
