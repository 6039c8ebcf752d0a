package io.github.alpharl.checkpoint.names;

import java.io.Serial;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Matches a pattern from a file within a bounded number of steps, however hostile it is. */
public final class BoundedMatch {

  private static final int MAX_STEPS = 1_000_000;

  /** The pattern needs too many steps. */
  public static final class TooSlowException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  private BoundedMatch() {}

  /** True if {@code regex} matches all of {@code text}. */
  public static boolean matches(String regex, String text) {
    return bounded(() -> Pattern.compile(regex).matcher(new Counted(text)).matches());
  }

  /** True if {@code regex} matches a part of {@code text}. */
  public static boolean finds(String regex, String text) {
    return bounded(() -> Pattern.compile(regex).matcher(new Counted(text)).find());
  }

  private static boolean bounded(BooleanSupplier match) {
    try {
      return match.getAsBoolean();
    } catch (StackOverflowError e) {
      throw (TooSlowException) new TooSlowException().initCause(e);
    }
  }

  private static final class Counted implements CharSequence {

    private final CharSequence text;
    private int steps;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooSlowException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
