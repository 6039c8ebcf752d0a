package io.github.alpharl.view;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.UnaryOperator;

/** Passes text on line by line, each as {@code shown} makes it. */
public final class ShownPlaces extends Writer {

  private final PrintWriter out;
  private final UnaryOperator<String> shown;
  private final StringBuilder line = new StringBuilder();

  /** Passes it on to {@code out}. */
  public ShownPlaces(PrintWriter out, UnaryOperator<String> shown) {
    this.out = out;
    this.shown = shown;
  }

  @Override
  public void write(char[] text, int offset, int length) {
    line.append(text, offset, length);
    int end = line.lastIndexOf("\n") + 1;
    pass(end);
  }

  private void pass(int end) {
    if (end > 0) {
      out.print(shown.apply(line.substring(0, end)));
      line.delete(0, end);
    }
  }

  @Override
  public void flush() {
    pass(line.length());
    out.flush();
  }

  @Override
  public void close() {
    flush();
  }
}
