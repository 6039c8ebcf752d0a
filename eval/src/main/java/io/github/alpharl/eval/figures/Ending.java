package io.github.alpharl.eval.figures;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an answer ended. */
public enum Ending {
  /** As the model wanted, as far as the engine tells. */
  COMPLETE,
  /** Cut at the longest length. */
  CUT,
  /** Without any text. */
  EMPTY,
  /** Without any text, while the server put one beside it as the model's reasoning. */
  REASONING_ONLY,
  /** Never begun: the server refused this problem, while it answered others. */
  REFUSED;

  /** Its name in files, such as {@code reasoning_only}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ending that files call {@code key}. */
  public static Optional<Ending> of(String key) {
    return Arrays.stream(values()).filter(ending -> ending.key().equals(key)).findFirst();
  }
}
