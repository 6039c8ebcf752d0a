package io.github.alpharl.report;

import io.github.alpharl.linearity.Heatmap;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.score.ScoreSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The linear law in one picture: the score over the steps, R² by layer and kind, and a module's
 * trajectory in the plane.
 */
public final class LinearityFigure {

  private LinearityFigure() {}

  /** Steps outside of {@code steps} are left out. */
  public static Picture of(
      LinearityTable table, ScoreSeries scores, List<Long> steps, Optional<Projection> trajectory) {
    Picture picture =
        new Picture("How straight the updates move with the score", 2)
            .add(scores(scores, steps))
            .add(heat(table.heatmap()));
    trajectory.ifPresent(found -> panels(found, "accuracy", "").forEach(picture::add));
    return picture;
  }

  private static LinePanel scores(ScoreSeries scores, List<Long> steps) {
    double[] x = steps.stream().mapToDouble(Long::doubleValue).toArray();
    return new LinePanel(
        "Score over the steps",
        Axis.over("step", x),
        Axis.shares("score", 0),
        List.of(LinePanel.Series.line("", x, scores.accuracies(steps))));
  }

  /** R² of u₁ by layer and kind. */
  public static HeatPanel heat(Heatmap map) {
    double[][] values = new double[map.layers().size()][map.kinds().size()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        values[r][c] = map.at(map.layers().get(r), map.kinds().get(c)).orElse(Double.NaN);
      }
    }
    return new HeatPanel(
        "R² of u₁ by layer and kind",
        map.layers().stream().map(String::valueOf).toList(),
        map.kinds().stream().map(LinearityFigure::shortKind).toList(),
        values,
        0);
  }

  /** Such as {@code up} of {@code mlp.up_proj}. */
  public static String shortKind(String kind) {
    return kind.substring(kind.lastIndexOf('.') + 1).replace("_proj", "");
  }

  /**
   * The trajectory of a module by PCA and t-SNE, and the {@code score} over z of its fit.
   *
   * @param label of its lines, or empty
   */
  public static List<Picture.Panel> panels(Projection projection, String score, String label) {
    double[] z = projection.pls();
    return List.of(
        plane(projection.pca(), label, "PCA of x_t"),
        plane(projection.tsne(), label, "t-SNE of x_t"),
        new LinePanel(
            "PLS: " + score + " over the score z",
            Axis.over("z", z),
            Axis.over(score, projection.y()),
            List.of(LinePanel.Series.line(label, z, projection.y()).asPoints())));
  }

  private static LinePanel plane(double[][] points, String label, String title) {
    double[] x = column(points, 0);
    double[] y = column(points, 1);
    return new LinePanel(
        title,
        Axis.over("first coordinate", x),
        Axis.over("second coordinate", y),
        List.of(LinePanel.Series.line(label, x, y)));
  }

  /** One coordinate of all points, some of which may have fewer. */
  private static double[] column(double[][] points, int column) {
    return Arrays.stream(points)
        .mapToDouble(point -> column < point.length ? point[column] : Double.NaN)
        .toArray();
  }
}
