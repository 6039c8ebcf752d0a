package io.github.alpharl.report.drawing;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A file that holds a drawing, in the format that its name ends in. The same drawing gives the same
 * bytes.
 *
 * @param path of it
 * @param format of its content
 */
public record FigureFile(Path path, Format format) {

  /** The formats. */
  public enum Format {
    /** Scalable Vector Graphics; its letters are those of the reader's machine. */
    SVG(drawing -> drawing.toString().getBytes(StandardCharsets.UTF_8)),
    /** One page of the drawing's size with its font. */
    PDF(PdfPage::of),
    /** Three dots for each pixel of the drawing. */
    PNG(PngImage::of);

    private final Function<Drawing, byte[]> bytes;

    Format(Function<Drawing, byte[]> bytes) {
      this.bytes = bytes;
    }

    /** Such as {@code .pdf}. */
    public String ending() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The file at {@code path}.
   *
   * @throws UsageException where its name ends in none of the formats
   */
  public static FigureFile at(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(Format.values())
        .filter(format -> name.endsWith(format.ending()))
        .findFirst()
        .map(format -> new FigureFile(path, format))
        .orElseThrow(
            () ->
                UsageException.of(
                        "%s: a figure is written as its name ends, in %s; name it so",
                        path,
                        Arrays.stream(Format.values())
                            .map(Format::ending)
                            .collect(Collectors.joining(", ")))
                    .by(Setting.FIGURE));
  }

  /** Draws it, replacing an older file whole. */
  public void write(Drawing drawing) {
    byte[] bytes = format.bytes.apply(drawing);
    AtomicFile.write(path, sink -> sink.write(MemorySegment.ofArray(bytes)));
  }
}
