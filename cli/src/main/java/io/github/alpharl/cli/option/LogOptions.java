package io.github.alpharl.cli.option;

import io.github.alpharl.view.RunLog;
import io.github.alpharl.view.StatusLine;
import io.github.alpharl.view.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Mixin: how the lines look that tell of work of hours. */
public final class LogOptions {

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description =
          "Lines of a log: text with their time, or one JSON object a line (default: text).")
  private RunLog.Format format;

  /** Where events go; {@code quiet} leaves out all but problems. */
  public RunLog log(PrintWriter to, boolean quiet) {
    return new RunLog(to, format, quiet);
  }

  /** How work stands: renewed in place in a terminal, elsewhere a line of the log each time. */
  public StatusLine status(Output output) {
    boolean people = format == RunLog.Format.TEXT && !output.quiet();
    RunLog log = log(output.err(), output.quiet());
    return new StatusLine(output.err(), people && Terminal.isThere(), log::say);
  }
}
