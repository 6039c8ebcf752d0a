package io.github.alpharl.report;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.drawing.Drawing;
import io.github.alpharl.report.drawing.FigureFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In which formats a result's figure and tables are written.
 *
 * @param figures of its figure
 * @param tables of its tables
 */
public record PaperFormats(List<FigureFile.Format> figures, List<TableFile.Format> tables) {

  /** The picture that a Markdown page shows. */
  public static final PaperFormats PAGE =
      new PaperFormats(List.of(FigureFile.Format.SVG), List.of());

  /** Copies the lists. */
  public PaperFormats {
    figures = List.copyOf(figures);
    tables = List.copyOf(tables);
  }

  /**
   * Those of {@link #PAGE} with those of {@code names}, such as {@code pdf} and {@code tex}.
   *
   * @throws UsageException for a name that is none
   */
  public static PaperFormats of(List<String> names) {
    List<FigureFile.Format> figures = new ArrayList<>(PAGE.figures());
    List<TableFile.Format> tables = new ArrayList<>();
    for (String name : names) {
      Optional<FigureFile.Format> figure =
          Stream.of(FigureFile.Format.values())
              .filter(f -> f.ending().equals("." + name))
              .findAny();
      Optional<TableFile.Format> table =
          Stream.of(TableFile.Format.values()).filter(f -> f.ending().equals("." + name)).findAny();
      if (figure.isEmpty() && table.isEmpty()) {
        throw UsageException.of("'%s' is no format; known are svg, pdf, png, csv and tex", name);
      }
      figure.filter(f -> !figures.contains(f)).ifPresent(figures::add);
      table.filter(f -> !tables.contains(f)).ifPresent(tables::add);
    }
    return new PaperFormats(figures, tables);
  }

  /** Writes {@code NAME.svg}, {@code NAME.csv}, {@code NAME-2.csv} … into {@code directory}. */
  public void write(Path directory, String name, Optional<Drawing> figure, List<Table> all) {
    figure.ifPresent(
        drawing ->
            figures.forEach(
                format ->
                    new FigureFile(directory.resolve(name + format.ending()), format)
                        .write(drawing)));
    for (TableFile.Format format : tables) {
      TableFile first = new TableFile(directory.resolve(name + format.ending()), format);
      for (int i = 0; i < all.size(); i++) {
        first.of(i + 1).write(all.get(i));
      }
    }
  }
}
