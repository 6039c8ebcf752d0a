package io.github.alpharl.report.drawing;

import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The letters of PDF and PNG: Liberation Sans, which PDFBox carries. A machine without a font, as a
 * server or a container is, draws the same picture as every other.
 */
final class Lettering {

  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  /** Stands for a character that the font has not. */
  private static final String UNKNOWN = "□";

  private static final Lettering SHARED = new Lettering();

  private final TrueTypeFont font;
  private final CmapLookup places;
  private final double unitsPerEm;

  private Lettering() {
    try (InputStream file = file()) {
      font = new TTFParser().parse(new RandomAccessReadBuffer(file.readAllBytes()));
      places = font.getUnicodeCmapLookup();
      unitsPerEm = font.getUnitsPerEm();
    } catch (IOException e) {
      throw new UncheckedIOException(FONT, e);
    }
  }

  static Lettering shared() {
    return SHARED;
  }

  /** The font's file. */
  static InputStream file() {
    return PDDocument.class.getResourceAsStream(FONT);
  }

  /** {@code text} with a box for each character that the font has not. */
  String known(String text) {
    StringBuilder known = new StringBuilder();
    text.codePoints()
        .forEach(c -> known.append(places.getGlyphId(c) == 0 ? UNKNOWN : Character.toString(c)));
    return known.toString();
  }

  /** Width of {@code text} at {@code size}. */
  double width(String text, double size) {
    return text.codePoints().mapToDouble(this::advance).sum() * size / unitsPerEm;
  }

  /** The outline of {@code text}, its start at (0, 0), y downwards. */
  GeneralPath outline(String text, double size) {
    GeneralPath all = new GeneralPath();
    double scale = size / unitsPerEm;
    double x = 0;
    for (int c : text.codePoints().toArray()) {
      AffineTransform place = new AffineTransform(scale, 0, 0, -scale, x, 0);
      all.append(place.createTransformedShape(glyph(c)), false);
      x += advance(c) * scale;
    }
    return all;
  }

  private int advance(int c) {
    try {
      return font.getAdvanceWidth(places.getGlyphId(c));
    } catch (IOException e) {
      throw new UncheckedIOException(FONT, e);
    }
  }

  private synchronized GeneralPath glyph(int c) { // the font is read as its glyphs are asked for
    try {
      var data = font.getGlyph().getGlyph(places.getGlyphId(c));
      return data == null ? new GeneralPath() : data.getPath();
    } catch (IOException e) {
      throw new UncheckedIOException(FONT, e);
    }
  }
}
