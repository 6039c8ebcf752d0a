package io.github.alpharl.accelerate;

import java.util.Locale;

/** What becomes of the optimizer's moments where another model takes the place of a leg's end. */
public enum Moments {
  /** They go on as if nothing had happened. */
  KEEP,
  /** They start from nothing, and with them the count of steps that corrects them. */
  RESET;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
