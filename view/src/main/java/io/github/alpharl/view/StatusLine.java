package io.github.alpharl.view;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** How work stands, in one line: renewed in place in a terminal, elsewhere a line each time. */
public final class StatusLine implements AutoCloseable {

  private static final String RENEW = "\r\u001b[2K";

  private final PrintWriter err;
  private final boolean terminal;
  private final Consumer<String> lines;
  private boolean open;

  /** Writes to {@code err}. */
  public StatusLine(PrintWriter err) {
    this(err, Terminal.isThere(), err::println);
  }

  /** Renews a line in a {@code terminal}; elsewhere {@code lines} gets each text. */
  public StatusLine(PrintWriter err, boolean terminal, Consumer<String> lines) {
    this.err = err;
    this.terminal = terminal;
    this.lines = lines;
  }

  /** Shows {@code text}, which should fit on one line. */
  public void show(String text) {
    if (terminal) {
      err.print(RENEW + text);
      open = true;
    } else {
      lines.accept(text);
    }
    err.flush();
  }

  /** Writes {@code text} on a line of its own, where a status line may stand. */
  public static void above(PrintWriter err, String text) {
    err.println(Terminal.isThere() ? RENEW + text : text);
    err.flush();
  }

  /** Leaves the last text standing on a line of its own. */
  @Override
  public void close() {
    if (open) {
      err.println();
      err.flush();
      open = false;
    }
  }
}
