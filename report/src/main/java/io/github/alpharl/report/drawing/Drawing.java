package io.github.alpharl.report.drawing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A small picture made of marks; sizes in pixels, colours readable on light and dark pages. */
public final class Drawing {

  private final List<Mark> marks = new ArrayList<>();
  private final int width;
  private final int height;

  /** A white sheet. */
  public Drawing(int width, int height) {
    this.width = width;
    this.height = height;
    rectangle(0, 0, width, height, "#ffffff");
  }

  /** A filled rectangle. */
  public void rectangle(double x, double y, double w, double h, String fill) {
    marks.add(new Mark.Box(x, y, w, h, fill));
  }

  /** A straight line. */
  public void line(double x1, double y1, double x2, double y2, String stroke) {
    marks.add(new Mark.Line(x1, y1, x2, y2, stroke));
  }

  /** A line through {@code points} (x, y in turn). */
  public void path(double[] points, String stroke, double width, boolean dashed) {
    marks.add(new Mark.Path(points, stroke, width, dashed));
  }

  /** An area whose border is {@code points} (x, y in turn). */
  public void area(double[] points, String fill, double opacity) {
    marks.add(new Mark.Area(points, fill, opacity));
  }

  /** Text that stands upright along a vertical axis, its middle at (x, y). */
  public void upright(double x, double y, int size, String fill, String text) {
    marks.add(new Mark.Words(x, y, Mark.Anchor.MIDDLE, size, fill, text, true));
  }

  /** A filled circle. */
  public void circle(double x, double y, double r, String fill) {
    marks.add(new Mark.Dot(x, y, r, fill));
  }

  /** Text whose anchor (start, middle or end) lies at (x, y). */
  public void text(double x, double y, String anchor, int size, String fill, String text) {
    marks.add(new Mark.Words(x, y, Mark.Anchor.named(anchor), size, fill, text, false));
  }

  /** From nearly white (0) to deep blue (1). */
  public static String heat(double v) {
    int red = (int) Math.round(240 - v * 229);
    int green = (int) Math.round(246 - v * 160);
    int blue = (int) Math.round(252 - v * 90);
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  List<Mark> marks() {
    return Collections.unmodifiableList(marks);
  }

  /** It as SVG. */
  @Override
  public String toString() {
    return SvgText.of(this);
  }
}
