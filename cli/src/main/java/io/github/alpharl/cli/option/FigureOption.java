package io.github.alpharl.cli.option;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.drawing.Drawing;
import io.github.alpharl.report.drawing.FigureFile;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Mixin: where a command's figure is drawn. */
public final class FigureOption {

  @Option(
      names = {"--figure", "--svg"},
      paramLabel = "FILE",
      converter = AsNamed.class,
      description = "Also draw the figure into FILE: .svg, .pdf or .png.")
  private FigureFile file;

  /** Refuses other endings before any work is done. */
  static final class AsNamed implements ITypeConverter<FigureFile> {
    @Override
    public FigureFile convert(String path) {
      try {
        return FigureFile.at(Path.of(path));
      } catch (UsageException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Whether one was asked for. */
  public boolean given() {
    return file != null;
  }

  /** Draws {@code figure} where that was asked for. */
  public void write(Supplier<Drawing> figure) {
    if (file != null) {
      file.write(figure.get());
    }
  }
}
