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

  @Option(names = "--quiet", description = "Of the log's lines, say problems alone.")
  private boolean quiet;

  public boolean quiet() {
    return quiet;
  }

  /** Where events go. */
  public RunLog log(PrintWriter to) {
    return new RunLog(to, format, quiet);
  }

  /** How work stands: renewed in place in a terminal, elsewhere a line of the log each time. */
  public StatusLine status(PrintWriter err) {
    boolean people = format == RunLog.Format.TEXT && !quiet;
    return new StatusLine(err, people && Terminal.isThere(), log(err)::say);
  }
}
