package io.github.alpharl.report;

import java.io.PrintWriter;
import java.util.Map;

/** Prints like another writer to a terminal that shows colours; used soberly. */
public final class Ink extends PrintWriter {

  /** What a text is to its reader. */
  public enum Tone {
    /** The head of a table. */
    TITLE("1"),
    /** As it should be. */
    GOOD("32"),
    /** To be looked at. */
    DOUBT("33"),
    /** A refusal, a failure. */
    BAD("31");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /** Prints to {@code out}, whose terminal shows colours. */
  public Ink(PrintWriter out) {
    super(out, true);
  }

  /**
   * Whether colours are wanted: where a terminal shows them, unless {@code NO_COLOR} has a value
   * (<a href="https://no-color.org">no-color.org</a>); with {@code CLICOLOR_FORCE} everywhere.
   *
   * @param environment the variables of the process
   * @param terminal whether a person reads along
   */
  public static boolean wanted(Map<String, String> environment, boolean terminal) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    String force = environment.getOrDefault("CLICOLOR_FORCE", "");
    if (!force.isEmpty() && !force.equals("0")) {
      return true;
    }
    return terminal
        && !environment.getOrDefault("TERM", "").equals("dumb")
        && !environment.getOrDefault("CLICOLOR", "").equals("0");
  }

  /** {@code text} as {@code out} shows it. */
  public static String of(PrintWriter out, Tone tone, String text) {
    return shows(out) ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
  }

  private static boolean shows(PrintWriter out) {
    return out instanceof Ink || (out instanceof TablePrinter printer && shows(printer.inner()));
  }
}
