package io.github.alpharl.report;

import io.github.alpharl.report.drawing.Drawing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Lines over an axis of numbers or of names.
 *
 * @param title of the panel
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series the lines
 */
public record LinePanel(String title, Axis x, Axis y, List<Series> series)
    implements Picture.Panel {

  private static final int LEFT = 50;
  private static final int TOP = 26;
  private static final int WIDTH = 330;
  private static final int HEIGHT = 210;
  private static final int BOTTOM = 44;

  /**
   * One line; points that are NaN are left out.
   *
   * @param name in the legend, which gives the colour; may be shared by panels
   * @param x places
   * @param y values
   * @param error half the width of the bar at each point, or empty; NaN for none
   * @param dashed drawn with dashes
   * @param joined drawn as a line, or as points alone
   */
  public record Series(
      String name, double[] x, double[] y, double[] error, boolean dashed, boolean joined) {

    /** A line without bars. */
    public static Series line(String name, double[] x, double[] y) {
      return new Series(name, x, y, new double[0], false, true);
    }

    /** A line with bars. */
    public static Series line(String name, double[] x, double[] y, double[] error) {
      return new Series(name, x, y, error, false, true);
    }

    /** It with dashes. */
    public Series withDashes() {
      return new Series(name, x, y, error, true, joined);
    }

    /** It as points. */
    public Series asPoints() {
      return new Series(name, x, y, error, dashed, false);
    }
  }

  /**
   * An axis.
   *
   * @param label under or beside it
   * @param low its start
   * @param high its end
   * @param ticks where a number stands
   * @param names of the ticks, or empty for the numbers themselves
   */
  public record Axis(String label, double low, double high, double[] ticks, List<String> names) {

    /** From 0 to {@code high} with a little air, a tick at every fifth. */
    public static Axis upTo(String label, double high) {
      double[] ticks = new double[6];
      Arrays.setAll(ticks, i -> high * i / 5);
      return new Axis(label, -0.02 * high, 1.03 * high, ticks, List.of());
    }

    /** Shares from {@code low}, a multiple of a tenth, to 1, a tick at every tenth or fifth. */
    public static Axis shares(String label, double low) {
      int tenths = (int) Math.round(10 * (1 - low));
      int stride = tenths > 6 ? 2 : 1;
      double[] ticks = new double[tenths / stride + 1];
      Arrays.setAll(ticks, i -> 1 - i * stride / 10.0);
      return new Axis(label, low, 1 + 0.03 * (1 - low), ticks, List.of());
    }

    /** Places 0, 1, … with names. */
    public static Axis named(String label, List<String> names) {
      double[] ticks = new double[names.size()];
      Arrays.setAll(ticks, i -> i);
      return new Axis(label, -0.3, names.size() - 0.7, ticks, List.copyOf(names));
    }

    /** Wide enough for all of {@code values} that are numbers, with a little air. */
    public static Axis over(String label, double... values) {
      double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
      double low = Arrays.stream(known).min().orElse(0);
      double high = Arrays.stream(known).max().orElse(1);
      double air = high > low ? (high - low) * 0.06 : Math.max(0.01, Math.abs(high) * 0.1);
      return new Axis(label, low - air, high + air, round(low - air, high + air), List.of());
    }

    /** Ticks at round numbers, three to seven of them. */
    private static double[] round(double low, double high) {
      double power = Math.pow(10, Math.floor(Math.log10((high - low) / 3)));
      double unit = (high - low) / 3 / power;
      double stride = power * (unit >= 5 ? 5 : unit >= 2 ? 2 : 1);
      long first = (long) Math.ceil(low / stride);
      long last = (long) Math.floor(high / stride);
      return LongStream.rangeClosed(first, last).mapToDouble(i -> i * stride).toArray();
    }

    String text(int tick) {
      if (!names.isEmpty()) {
        return names.get(tick);
      }
      double span = high - low;
      int digits = span > 8 ? 0 : span > 1.5 ? 1 : span > 0.08 ? 2 : 3;
      return Table.number(ticks[tick], digits);
    }

    double share(double value) {
      return (value - low) / (high - low);
    }
  }

  @Override
  public int width() {
    return LEFT + WIDTH;
  }

  @Override
  public int height() {
    return TOP + HEIGHT + BOTTOM;
  }

  @Override
  public List<String> names() {
    return series.stream().map(Series::name).filter(name -> !name.isEmpty()).distinct().toList();
  }

  @Override
  public void draw(Drawing sheet, double left, double top, Map<String, String> colours) {
    sheet.text(left + LEFT, top + 14, "start", 13, Picture.INK, title);
    double x0 = left + LEFT;
    double y0 = top + TOP + HEIGHT;
    for (int i = 0; i < y.ticks().length; i++) {
      double at = y0 - HEIGHT * y.share(y.ticks()[i]);
      sheet.line(x0, at, x0 + WIDTH, at, Picture.GRID);
      sheet.text(x0 - 6, at + 4, "end", 11, Picture.SOFT, y.text(i));
    }
    for (int i = 0; i < x.ticks().length; i++) {
      sheet.text(
          x0 + WIDTH * x.share(x.ticks()[i]), y0 + 16, "middle", 11, Picture.SOFT, x.text(i));
    }
    sheet.text(x0 + WIDTH / 2.0, y0 + 34, "middle", 12, Picture.SOFT, x.label());
    sheet.upright(left + 8, top + TOP + HEIGHT / 2.0, 12, Picture.SOFT, y.label());
    for (Series line : series) {
      draw(sheet, line, x0, y0, colours.getOrDefault(line.name(), Picture.SOFT));
    }
  }

  private void draw(Drawing sheet, Series line, double x0, double y0, String colour) {
    double[] points =
        Stream.iterate(0, i -> i + 1)
            .limit(line.y().length)
            .filter(i -> Double.isFinite(line.y()[i]))
            .flatMapToDouble(
                i -> Arrays.stream(new double[] {px(x0, line.x()[i]), py(y0, line.y()[i])}))
            .toArray();
    for (int i = 0; i < line.error().length; i++) {
      if (Double.isFinite(line.y()[i]) && Double.isFinite(line.error()[i])) {
        double at = px(x0, line.x()[i]);
        sheet.line(
            at,
            py(y0, line.y()[i] - line.error()[i]),
            at,
            py(y0, line.y()[i] + line.error()[i]),
            colour);
      }
    }
    if (line.joined() && points.length > 2) {
      sheet.path(points, colour, 2, line.dashed());
    }
    if (!line.joined() || points.length <= 60) {
      for (int i = 0; i < points.length; i += 2) {
        sheet.circle(points[i], points[i + 1], line.joined() ? 2.6 : 3.4, colour);
      }
    }
  }

  private double px(double x0, double value) {
    return x0 + WIDTH * x.share(value);
  }

  private double py(double y0, double value) {
    return y0 - HEIGHT * Math.clamp(y.share(value), -0.02, 1.02);
  }
}
