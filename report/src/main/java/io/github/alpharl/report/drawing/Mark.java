package io.github.alpharl.report.drawing;

import java.util.Arrays;

/** One mark of a drawing; places and sizes in pixels, y downwards, colours as {@code #rrggbb}. */
sealed interface Mark {

  /** A filled rectangle. */
  record Box(double x, double y, double width, double height, String fill) implements Mark {}

  /** A straight line. */
  record Line(double x1, double y1, double x2, double y2, String stroke) implements Mark {}

  /** A line through {@code points} (x, y in turn). */
  record Path(double[] points, String stroke, double width, boolean dashed) implements Mark {
    public Path {
      points = points.clone();
    }
  }

  /** A filled area whose border is {@code points} (x, y in turn). */
  record Area(double[] points, String fill, double opacity) implements Mark {
    public Area {
      points = points.clone();
    }
  }

  /** A filled circle. */
  record Dot(double x, double y, double radius, String fill) implements Mark {}

  /** Text whose anchor lies at (x, y); {@code upright} text runs from below to above. */
  record Words(
      double x, double y, Anchor anchor, int size, String fill, String text, boolean upright)
      implements Mark {}

  /** Which point of a text its place names. */
  enum Anchor {
    START(0),
    MIDDLE(0.5),
    END(1);

    /** The part of the text that lies before its place. */
    final double share;

    Anchor(double share) {
      this.share = share;
    }

    /** By its name in SVG, such as {@code middle}. */
    static Anchor named(String name) {
      return Arrays.stream(values())
          .filter(anchor -> anchor.svg().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(name));
    }

    String svg() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
