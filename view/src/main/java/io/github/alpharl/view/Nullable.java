package io.github.alpharl.view;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Undefined figures, which are null in documents. */
final class Nullable {

  private Nullable() {}

  static Double of(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  static Long of(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** Null for NaN and infinite values. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
