package io.github.alpharl.report.drawing;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/** A drawing as one page of PDF of its size, its text as text with the font embedded. */
final class PdfPage {

  private static final float POINTS = 0.75f; // of a CSS pixel

  /** How far from the centre the controls of a quarter circle lie, in radii. */
  private static final double QUARTER = 4 * (Math.sqrt(2) - 1) / 3;

  private final Lettering letters = Lettering.shared();
  private final PDPageContentStream pen;
  private final PDFont font;

  private PdfPage(PDPageContentStream pen, PDFont font) {
    this.pen = pen;
    this.font = font;
  }

  static byte[] of(Drawing drawing) {
    try (PDDocument document = new PDDocument();
        InputStream letters = Lettering.file()) {
      document.setDocumentId(0L); // by default the time of day
      float height = POINTS * drawing.height();
      PDPage page = new PDPage(new PDRectangle(POINTS * drawing.width(), height));
      document.addPage(page);
      PDFont font = PDType0Font.load(document, letters, true);
      try (PDPageContentStream pen = new PDPageContentStream(document, page)) {
        pen.transform(new Matrix(POINTS, 0, 0, -POINTS, 0, height)); // y downwards, as the marks
        PdfPage drawn = new PdfPage(pen, font);
        for (Mark mark : drawing.marks()) {
          drawn.add(mark);
        }
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Mark mark) throws IOException {
    switch (mark) {
      case Mark.Box(double x, double y, double w, double h, String fill) -> {
        pen.setNonStrokingColor(Color.decode(fill));
        pen.addRect((float) x, (float) y, (float) w, (float) h);
        pen.fill();
      }
      case Mark.Line(double x1, double y1, double x2, double y2, String stroke) ->
          stroke(new double[] {x1, y1, x2, y2}, stroke, 1, false);
      case Mark.Path(double[] points, String stroke, double width, boolean dashed) ->
          stroke(points, stroke, width, dashed);
      case Mark.Area area -> add(area);
      case Mark.Dot dot -> add(dot);
      case Mark.Words words -> add(words);
    }
  }

  private void stroke(double[] points, String colour, double width, boolean dashed)
      throws IOException {
    pen.setStrokingColor(Color.decode(colour));
    pen.setLineWidth((float) width);
    pen.setLineCapStyle(1);
    pen.setLineJoinStyle(1);
    pen.setLineDashPattern(dashed ? new float[] {5, 4} : new float[0], 0);
    trace(points);
    pen.stroke();
  }

  private void trace(double[] points) throws IOException {
    pen.moveTo((float) points[0], (float) points[1]);
    for (int i = 2; i + 1 < points.length; i += 2) {
      pen.lineTo((float) points[i], (float) points[i + 1]);
    }
  }

  private void add(Mark.Area area) throws IOException {
    PDExtendedGraphicsState pale = new PDExtendedGraphicsState();
    pale.setNonStrokingAlphaConstant((float) area.opacity());
    pen.saveGraphicsState();
    pen.setGraphicsStateParameters(pale);
    pen.setNonStrokingColor(Color.decode(area.fill()));
    trace(area.points());
    pen.closePath();
    pen.fillEvenOdd();
    pen.restoreGraphicsState();
  }

  private void add(Mark.Dot dot) throws IOException {
    double r = dot.radius();
    pen.setNonStrokingColor(Color.decode(dot.fill()));
    pen.moveTo((float) (dot.x() + r), (float) dot.y());
    for (int quarter = 0; quarter < 4; quarter++) {
      int cos = new int[] {1, 0, -1, 0}[quarter];
      int sin = new int[] {0, 1, 0, -1}[quarter];
      pen.curveTo(
          (float) (dot.x() + r * (cos - QUARTER * sin)),
          (float) (dot.y() + r * (sin + QUARTER * cos)),
          (float) (dot.x() + r * (-sin + QUARTER * cos)),
          (float) (dot.y() + r * (cos + QUARTER * sin)),
          (float) (dot.x() - r * sin),
          (float) (dot.y() + r * cos));
    }
    pen.fill();
  }

  private void add(Mark.Words words) throws IOException {
    String text = letters.known(words.text());
    if (text.isEmpty()) {
      return;
    }
    double before = words.anchor().share * letters.width(text, words.size());
    pen.beginText();
    pen.setFont(font, words.size());
    pen.setNonStrokingColor(Color.decode(words.fill()));
    pen.setTextMatrix(
        words.upright()
            ? new Matrix(0, -1, -1, 0, (float) words.x(), (float) (words.y() + before))
            : new Matrix(1, 0, 0, -1, (float) (words.x() - before), (float) words.y()));
    pen.showText(text);
    pen.endText();
  }
}
