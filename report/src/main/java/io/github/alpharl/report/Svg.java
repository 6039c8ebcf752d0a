package io.github.alpharl.report;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/** Builds a small SVG picture; sizes in pixels, colours readable on light and dark pages. */
public final class Svg {

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  public Svg(int width, int height) {
    this.width = width;
    this.height = height;
    rectangle(0, 0, width, height, "#ffffff");
  }

  void rectangle(double x, double y, double w, double h, String fill) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, w, h, fill);
  }

  public void line(double x1, double y1, double x2, double y2, String stroke) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
        x1, y1, x2, y2, stroke);
  }

  /** A line through {@code points} (x, y in turn). */
  void path(double[] points, String stroke, double width, boolean dashed) {
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\""
            + " stroke-linejoin=\"round\" stroke-linecap=\"round\"%s/>",
        points(points), stroke, width, dashed ? " stroke-dasharray=\"5 4\"" : "");
  }

  /** An area whose border is {@code points} (x, y in turn). */
  void area(double[] points, String fill, double opacity) {
    add(
        "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
        points(points), fill, opacity);
  }

  /** Text that stands upright along a vertical axis, its middle at (x, y). */
  void upright(double x, double y, int size, String fill, String text) {
    add(
        "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\""
            + " font-size=\"%d\" fill=\"%s\">%s</text>",
        x, y, size, fill, escaped(text));
  }

  public void circle(double x, double y, double r, String fill) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x, y, r, fill);
  }

  /** Text whose anchor (start, middle or end) lies at (x, y). */
  public void text(double x, double y, String anchor, int size, String fill, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>",
        x, y, anchor, size, fill, escaped(text));
  }

  /** From nearly white (0) to deep blue (1). */
  static String heat(double v) {
    int red = (int) Math.round(240 - v * 229);
    int green = (int) Math.round(246 - v * 160);
    int blue = (int) Math.round(252 - v * 90);
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }

  private static String points(double[] points) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < points.length; i += 2) {
      text.append(String.format(Locale.ROOT, "%.1f,%.1f ", points[i], points[i + 1]));
    }
    return text.toString().strip();
  }

  @FormatMethod
  private void add(@FormatString String format, Object... args) {
    body.append(String.format(Locale.ROOT, format, args)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"system-ui, sans-serif\">%n%s</svg>%n",
        width,
        height,
        width,
        height,
        body);
  }
}
