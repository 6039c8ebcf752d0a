package io.github.alpharl.report;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.linearity.Heatmap;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.score.ScoreSeries;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** The linear law in one picture: the accuracy over the steps, and R² by layer and kind. */
public final class LinearitySvg {

  private static final String INK = "#1f2933";
  private static final String GRID = "#d5dbe1";
  private static final String ACCENT = "#0b6fb8";
  private static final int TOP = 56;
  private static final int PLOT = 220;
  private static final int CELL_WIDTH = 58;

  private LinearitySvg() {}

  /** Draws into {@code file}; steps outside of {@code steps} are left out. */
  public static void write(Path file, LinearityTable table, ScoreSeries scores, List<Long> steps) {
    Heatmap map = table.heatmap();
    int mapLeft = 440;
    Svg svg = new Svg(mapLeft + 20 + CELL_WIDTH * Math.max(1, map.kinds().size()), TOP + PLOT + 60);
    drawScores(svg, scores, steps);
    drawHeatmap(svg, map, mapLeft);
    AtomicFile.write(file, svg.toString());
  }

  private static void drawScores(Svg svg, ScoreSeries scores, List<Long> steps) {
    svg.text(56, 28, "start", 15, INK, "Accuracy over the steps");
    double last = Math.max(1, steps.getLast());
    for (int tick = 0; tick <= 4; tick++) {
      double y = TOP + PLOT * (1 - tick / 4.0);
      svg.line(56, y, 376, y, GRID);
      svg.text(48, y + 4, "end", 11, INK, Table.number(tick / 4.0, 2));
    }
    svg.text(56, TOP + PLOT + 18, "middle", 11, INK, "0");
    svg.text(376, TOP + PLOT + 18, "middle", 11, INK, Long.toString(steps.getLast()));
    svg.text(216, TOP + PLOT + 36, "middle", 12, INK, "step");
    double[] y = scores.accuracies(steps);
    for (int i = 0; i < y.length; i++) {
      double cx = 56 + 320 * steps.get(i) / last;
      double cy = TOP + PLOT * (1 - y[i]);
      if (i > 0) {
        svg.line(56 + 320 * steps.get(i - 1) / last, TOP + PLOT * (1 - y[i - 1]), cx, cy, ACCENT);
      }
      svg.circle(cx, cy, 3, ACCENT);
    }
  }

  private static void drawHeatmap(Svg svg, Heatmap map, int left) {
    svg.text(left, 28, "start", 15, INK, "R² of accuracy on u₁, by layer and kind");
    svg.text(left - 8, TOP - 8, "end", 11, INK, "layer");
    int rows = Math.max(1, map.layers().size());
    double height = Math.min(40, (double) PLOT / rows);
    for (int row = 0; row < map.layers().size(); row++) {
      int layer = map.layers().get(row);
      double y = TOP + row * height;
      svg.text(left - 8, y + height / 2 + 4, "end", 11, INK, Integer.toString(layer));
      for (int column = 0; column < map.kinds().size(); column++) {
        cell(svg, map.at(layer, map.kinds().get(column)), left + column * CELL_WIDTH, y, height);
      }
    }
    for (int column = 0; column < map.kinds().size(); column++) {
      String kind = map.kinds().get(column).replaceAll(".*\\.", "").replace("_proj", "");
      svg.text(
          left + (column + 0.5) * CELL_WIDTH, TOP + rows * height + 18, "middle", 11, INK, kind);
    }
  }

  private static void cell(Svg svg, OptionalDouble value, double x, double y, double height) {
    if (value.isEmpty()) {
      svg.rectangle(x, y, CELL_WIDTH - 2, height - 2, "#eef1f4");
      return;
    }
    double v = Math.clamp(value.getAsDouble(), 0, 1);
    svg.rectangle(x, y, CELL_WIDTH - 2, height - 2, Svg.heat(v));
    if (height >= 16) {
      svg.text(
          x + CELL_WIDTH / 2.0 - 1,
          y + height / 2 + 4,
          "middle",
          12,
          v > 0.55 ? "#ffffff" : INK,
          Table.number(value.getAsDouble(), 2));
    }
  }
}
