package io.github.alpharl.watch.detector;

/** On which side of its forecast a value is suspect. */
public enum Side {
  /** Below it. */
  BELOW,
  /** Above it. */
  ABOVE,
  /** On either. */
  BOTH
}
