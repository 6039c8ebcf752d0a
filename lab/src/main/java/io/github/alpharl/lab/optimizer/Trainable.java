package io.github.alpharl.lab.optimizer;

import java.util.Locale;

/** Which weights of a network train. */
public enum Trainable {
  /** The attention and feed-forward projections: what AlphaRL looks at. */
  PROJECTIONS,
  /** Everything. */
  ALL,
  /** Low-rank factors on the projections; the weights themselves rest. */
  LORA;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
