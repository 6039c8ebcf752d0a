package io.github.alpharl.spectral;

/** A matrix A (m × n) known only by what one sweep does: Y = A·X and Z = Aᵀ·Y. */
interface GramOperator {

  int rows();

  int columns();

  /** The images of k vectors of length n. */
  Images apply(double[][] x);

  /**
   * What a sweep gives.
   *
   * @param y A·X, k vectors of length m
   * @param z Aᵀ·Y, k vectors of length n
   */
  record Images(double[][] y, double[][] z) {}
}
