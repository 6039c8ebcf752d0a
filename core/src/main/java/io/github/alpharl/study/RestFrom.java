package io.github.alpharl.study;

/** Where everything that is no module comes from: norms, biases, embeddings, the output layer. */
public enum RestFrom {
  /** The base. */
  BASE,
  /** The last observed step. */
  LAST,
  /** The line through the first and the last observed step, as far as the goal lies. */
  LINEAR
}
