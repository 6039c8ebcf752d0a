package io.github.alpharl.report;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A file that holds a table, in the format that its name ends in.
 *
 * @param path of it
 * @param format of its content
 */
public record TableFile(Path path, Format format) {

  /** The formats. */
  public enum Format {
    /** Comma-separated values with a line of titles (RFC 4180). */
    CSV(TableText::csv),
    /** A {@code tabular} of LaTeX, for the package booktabs. */
    TEX(TableText::latex);

    private final Function<Table, String> text;

    Format(Function<Table, String> text) {
      this.text = text;
    }

    /** Such as {@code .csv}. */
    public String ending() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The file at {@code path}.
   *
   * @throws UsageException where its name ends in none of the formats
   */
  public static TableFile at(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(Format.values())
        .filter(format -> name.endsWith(format.ending()))
        .findFirst()
        .map(format -> new TableFile(path, format))
        .orElseThrow(
            () ->
                UsageException.of(
                        "%s: a table is written as its name ends, in %s; name it so",
                        path,
                        Arrays.stream(Format.values())
                            .map(Format::ending)
                            .collect(Collectors.joining(" or ")))
                    .by(Setting.TABLE));
  }

  /** The file of the {@code place}-th table of a command, from 1: this, then {@code NAME-2} …. */
  public TableFile of(int place) {
    if (place == 1) {
      return this;
    }
    String name = path.getFileName().toString();
    int dot = name.length() - format.ending().length();
    String numbered = name.substring(0, dot) + "-" + place + name.substring(dot);
    return new TableFile(path.resolveSibling(numbered), format);
  }

  /** Writes {@code table}, replacing an older file whole. */
  public void write(Table table) {
    AtomicFile.write(path, format.text.apply(table));
  }
}
