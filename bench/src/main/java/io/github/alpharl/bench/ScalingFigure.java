package io.github.alpharl.bench;

import io.github.alpharl.report.Table;
import io.github.alpharl.report.drawing.Drawing;
import java.util.List;
import java.util.Locale;

/** A chart for each series of measured times, both axes logarithmic, with the slope of its ends. */
public final class ScalingFigure {

  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;
  private static final int MARGIN = 46;
  private static final int COLUMNS = 3;
  private static final String INK = "#333333";
  private static final String LINE = "#1f6fb2";

  private final Drawing sheet;

  private ScalingFigure(int charts) {
    int rows = Math.ceilDiv(charts, COLUMNS);
    sheet = new Drawing(COLUMNS * WIDTH, rows * HEIGHT);
  }

  /** Draws {@code points}. */
  public static Drawing of(List<ScalingBench.Point> points) {
    List<String> series = points.stream().map(ScalingBench.Point::series).distinct().toList();
    ScalingFigure picture = new ScalingFigure(series.size());
    for (int i = 0; i < series.size(); i++) {
      String name = series.get(i);
      picture.chart(i, name, points.stream().filter(p -> p.series().equals(name)).toList());
    }
    return picture.sheet;
  }

  private void chart(int index, String name, List<ScalingBench.Point> points) {
    double left = (index % COLUMNS) * WIDTH + MARGIN;
    int row = index / COLUMNS;
    double top = row * HEIGHT + 34;
    double width = WIDTH - MARGIN - 24;
    double height = HEIGHT - 70;
    Axis x = Axis.over(points.stream().mapToDouble(ScalingBench.Point::size).toArray());
    Axis y = Axis.over(points.stream().mapToDouble(ScalingBench.Point::seconds).toArray());
    sheet.text(left - MARGIN + 12, top - 14, "start", 12, INK, name + slope(points));
    sheet.line(left, top, left, top + height, INK);
    sheet.line(left, top + height, left + width, top + height, INK);
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (ScalingBench.Point point : points) {
      double px = left + width * x.at(point.size());
      double py = top + height * (1 - y.at(point.seconds()));
      if (!Double.isNaN(lastX)) {
        sheet.line(lastX, lastY, px, py, LINE);
      }
      sheet.circle(px, py, 3, LINE);
      sheet.text(px, top + height + 14, "middle", 10, INK, point.label());
      sheet.text(px, py - 6, "middle", 10, INK, Table.significant(point.seconds()) + " s");
      lastX = px;
      lastY = py;
    }
  }

  /** The exponent between the first and the last point. */
  private static String slope(List<ScalingBench.Point> points) {
    ScalingBench.Point first = points.getFirst();
    ScalingBench.Point last = points.getLast();
    if (first.size() == last.size()) {
      return "";
    }
    double exponent =
        Math.log(last.seconds() / first.seconds()) / Math.log(last.size() / first.size());
    return String.format(Locale.ROOT, " (exponent %.2f)", exponent);
  }

  /** A logarithmic axis from {@code low} to {@code high}. */
  private record Axis(double low, double high) {

    static Axis over(double[] values) {
      double low = Double.POSITIVE_INFINITY;
      double high = 0;
      for (double value : values) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      return new Axis(low, Math.max(high, low * 2));
    }

    double at(double value) {
      return 0.05 + 0.85 * Math.log(value / low) / Math.log(high / low);
    }
  }
}
