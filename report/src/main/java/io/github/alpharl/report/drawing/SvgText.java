package io.github.alpharl.report.drawing;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/** A drawing as SVG. */
final class SvgText {

  private final StringBuilder body = new StringBuilder();

  private SvgText() {}

  static String of(Drawing drawing) {
    SvgText text = new SvgText();
    drawing.marks().forEach(text::add);
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"system-ui, sans-serif\">%n%s</svg>%n",
        drawing.width(),
        drawing.height(),
        drawing.width(),
        drawing.height(),
        text.body);
  }

  private void add(Mark mark) {
    switch (mark) {
      case Mark.Box(double x, double y, double w, double h, String fill) ->
          add(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
              x, y, w, h, fill);
      case Mark.Line(double x1, double y1, double x2, double y2, String stroke) ->
          add(
              "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
              x1, y1, x2, y2, stroke);
      case Mark.Path(double[] points, String stroke, double width, boolean dashed) ->
          add(
              "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\""
                  + " stroke-linejoin=\"round\" stroke-linecap=\"round\"%s/>",
              points(points), stroke, width, dashed ? " stroke-dasharray=\"5 4\"" : "");
      case Mark.Area(double[] points, String fill, double opacity) ->
          add(
              "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
              points(points), fill, opacity);
      case Mark.Dot(double x, double y, double r, String fill) ->
          add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x, y, r, fill);
      case Mark.Words words -> add(words);
    }
  }

  private void add(Mark.Words words) {
    if (words.upright()) {
      add(
          "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"%s\""
              + " font-size=\"%d\" fill=\"%s\">%s</text>",
          words.x(),
          words.y(),
          words.anchor().svg(),
          words.size(),
          words.fill(),
          escaped(words.text()));
    } else {
      add(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>",
          words.x(),
          words.y(),
          words.anchor().svg(),
          words.size(),
          words.fill(),
          escaped(words.text()));
    }
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
}
