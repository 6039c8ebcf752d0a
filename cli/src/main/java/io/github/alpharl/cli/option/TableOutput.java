package io.github.alpharl.cli.option;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.Table;
import io.github.alpharl.report.TableFile;
import io.github.alpharl.report.TablePrinter;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Mixin like {@link Output} for commands whose tables a paper may want. */
public final class TableOutput extends Output {

  @Option(
      names = "--table",
      paramLabel = "FILE",
      converter = AsNamed.class,
      description =
          "Also write the table to FILE: .csv or .tex (LaTeX); further tables of the command to"
              + " NAME-2, NAME-3 ….")
  private TableFile file;

  private int printed;

  /** Refuses other endings before any work is done. */
  static final class AsNamed implements ITypeConverter<TableFile> {
    @Override
    public TableFile convert(String path) {
      try {
        return TableFile.at(Path.of(path));
      } catch (UsageException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Tables that are printed to it are written, too, where that was asked for. */
  @Override
  public PrintWriter out() {
    return file == null ? super.out() : new TablePrinter(super.out(), this::write);
  }

  private void write(Table table) {
    printed++;
    file.of(printed).write(table);
    err().println("alpharl: wrote " + file.of(printed).path());
  }

  /**
   * Refuses a table beside JSON; called before the command.
   *
   * @throws ParameterException that a {@link UsageException} caused
   */
  public void check() {
    if (json() && file != null) {
      UsageException both =
          UsageException.of("--table writes what is printed as a table; leave out --json");
      throw new ParameterException(command(), both.getMessage(), both);
    }
  }
}
