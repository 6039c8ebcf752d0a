package io.github.alpharl.report.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One drawing with every mark, looked at in each format. */
class FigureFileTest {

  private static final int RED = 0xd1495b;
  private static final int BLUE = 0x0b6fb8;
  private static final int WHITE = 0xffffff;

  @TempDir private Path temp;

  private static Drawing drawing() {
    Drawing drawing = new Drawing(200, 100);
    drawing.rectangle(10, 10, 20, 20, "#d1495b");
    drawing.circle(60, 20, 10, "#0b6fb8");
    drawing.area(new double[] {100, 10, 140, 10, 140, 30, 100, 30}, "#0b6fb8", 0.5);
    drawing.path(new double[] {10, 50, 90, 50}, "#d1495b", 4, false);
    drawing.path(new double[] {100, 50, 190, 50}, "#d1495b", 4, true);
    drawing.line(10, 60, 190, 60, "#0b6fb8");
    drawing.text(10, 80, "start", 12, "#000000", "R² of u₁ < 1, ‖ΔW‖");
    drawing.text(190, 95, "end", 12, "#000000", "λ·σ₁");
    drawing.upright(180, 40, 12, "#d1495b", "share");
    return drawing;
  }

  private Path written(String name) {
    Path file = temp.resolve(name);
    FigureFile.at(file).write(drawing());
    return file;
  }

  @Test
  void svgHoldsEveryMark() throws IOException {
    assertThat(Files.readString(written("figure.SVG")))
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 100\"")
        .contains("<circle cx=\"60.0\" cy=\"20.0\" r=\"10.0\" fill=\"#0b6fb8\"/>")
        .contains("fill-opacity=\"0.50\"", "stroke-dasharray", "rotate(-90)")
        .contains("text-anchor=\"end\"", ">R² of u₁ &lt; 1, ‖ΔW‖</text>")
        .endsWith("</svg>\n");
  }

  @Test
  void pdfIsOnePageOfItsSizeWithItsTextAsText() throws IOException {
    Path file = written("figure.pdf");
    try (PDDocument document = Loader.loadPDF(file.toFile())) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      assertThat(document.getPage(0).getMediaBox().getWidth()).isEqualTo(150);
      assertThat(document.getPage(0).getMediaBox().getHeight()).isEqualTo(75);
      assertThat(new PDFTextStripper().getText(document).replace("\n", ""))
          .contains("R² of u₁ < 1, ‖ΔW‖", "λ·σ₁", "share");
      assertLooks(new PDFRenderer(document).renderImage(0, 4), 3);
    }
  }

  @Test
  void pngHasThreeDotsForEachPixel() throws IOException {
    BufferedImage image = ImageIO.read(written("figure.png").toFile());
    assertThat(image.getWidth()).isEqualTo(600);
    assertThat(image.getHeight()).isEqualTo(300);
    assertLooks(image, 3);
  }

  /** Colours in the middle of the marks, and ink where letters are. */
  private static void assertLooks(BufferedImage image, int density) {
    assertThat(at(image, density, 20, 20)).isEqualTo(RED);
    assertThat(at(image, density, 5, 20)).isEqualTo(WHITE);
    assertThat(at(image, density, 60, 20)).isEqualTo(BLUE);
    assertThat(at(image, density, 52, 12)).isEqualTo(WHITE); // outside of the circle's corner
    int half = at(image, density, 120, 20);
    assertThat(half & 0xff).isBetween(0xda, 0xdd);
    assertThat(half >> 16).isBetween(0x83, 0x86);
    assertThat(at(image, density, 50, 50)).isEqualTo(RED);
    assertThat(ink(image, density, 10, 70, 120, 14)).isPositive();
    assertThat(ink(image, density, 130, 84, 30, 14)).isZero();
    assertThat(ink(image, density, 162, 84, 30, 14)).isPositive();
  }

  private static int at(BufferedImage image, int density, int x, int y) {
    return image.getRGB(density * x, density * y) & 0xffffff;
  }

  /** Dark dots in a rectangle. */
  private static int ink(BufferedImage image, int density, int x, int y, int width, int height) {
    int dark = 0;
    for (int i = density * x; i < density * (x + width); i++) {
      for (int j = density * y; j < density * (y + height); j++) {
        dark += (image.getRGB(i, j) & 0xff) < 100 ? 1 : 0;
      }
    }
    return dark;
  }

  @Test
  void theSameDrawingGivesTheSameBytes() throws IOException {
    for (FigureFile.Format format : FigureFile.Format.values()) {
      assertThat(Files.readAllBytes(written("a" + format.ending())))
          .isEqualTo(Files.readAllBytes(written("b" + format.ending())));
    }
  }

  @Test
  void aLetterThatTheFontHasNotIsABox() {
    Lettering letters = Lettering.shared();
    assertThat(letters.known("run 中文")).isEqualTo("run □□");
    assertThat(letters.known("R² of u₁, ‖ΔW‖, λ, σ₁, ᵀ, −, ±, …"))
        .isEqualTo("R² of u₁, ‖ΔW‖, λ, σ₁, ᵀ, −, ±, …");
    assertThat(letters.width("ii", 10)).isLessThan(letters.width("MM", 10));
  }

  @Test
  void anotherEndingIsRefused() {
    assertThatThrownBy(() -> FigureFile.at(Path.of("figure.eps")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "figure.eps: a figure is written as its name ends, in .svg, .pdf, .png; name it so")
        .extracting(e -> ((UsageException) e).setting().orElseThrow())
        .isEqualTo(Setting.FIGURE);
  }
}
