package io.github.alpharl.report.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A drawing as PNG, with {@value #DENSITY} dots for each pixel of the drawing. */
final class PngImage {

  private static final int DENSITY = 3;

  private final Graphics2D pen;
  private final Lettering letters = Lettering.shared();

  private PngImage(Graphics2D pen) {
    this.pen = pen;
  }

  static byte[] of(Drawing drawing) {
    BufferedImage image =
        new BufferedImage(
            DENSITY * drawing.width(), DENSITY * drawing.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.scale(DENSITY, DENSITY);
    drawing.marks().forEach(new PngImage(pen)::add);
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void add(Mark mark) {
    switch (mark) {
      case Mark.Box(double x, double y, double w, double h, String fill) -> {
        pen.setColor(Color.decode(fill));
        pen.fill(new Rectangle2D.Double(x, y, w, h));
      }
      case Mark.Line(double x1, double y1, double x2, double y2, String stroke) -> {
        pen.setColor(Color.decode(stroke));
        pen.setStroke(new BasicStroke(1));
        pen.draw(new Line2D.Double(x1, y1, x2, y2));
      }
      case Mark.Path(double[] points, String stroke, double width, boolean dashed) -> {
        pen.setColor(Color.decode(stroke));
        pen.setStroke(stroke((float) width, dashed));
        pen.draw(path(points, false));
      }
      case Mark.Area(double[] points, String fill, double opacity) -> {
        Color solid = Color.decode(fill);
        int alpha = (int) Math.round(255 * opacity);
        pen.setColor(new Color(solid.getRed(), solid.getGreen(), solid.getBlue(), alpha));
        pen.fill(path(points, true));
      }
      case Mark.Dot(double x, double y, double r, String fill) -> {
        pen.setColor(Color.decode(fill));
        pen.fill(new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r));
      }
      case Mark.Words words -> add(words);
    }
  }

  private void add(Mark.Words words) {
    String text = letters.known(words.text());
    AffineTransform place = AffineTransform.getTranslateInstance(words.x(), words.y());
    if (words.upright()) {
      place.rotate(-Math.PI / 2);
    }
    place.translate(-words.anchor().share * letters.width(text, words.size()), 0);
    pen.setColor(Color.decode(words.fill()));
    pen.fill(place.createTransformedShape(letters.outline(text, words.size())));
  }

  private static BasicStroke stroke(float width, boolean dashed) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_ROUND,
        BasicStroke.JOIN_ROUND,
        1,
        dashed ? new float[] {5, 4} : null,
        0);
  }

  private static Path2D path(double[] points, boolean closed) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    for (int i = 0; i + 1 < points.length; i += 2) {
      if (i == 0) {
        path.moveTo(points[0], points[1]);
      } else {
        path.lineTo(points[i], points[i + 1]);
      }
    }
    if (closed && points.length > 1) {
      path.closePath();
    }
    return path;
  }
}
