package io.github.alpharl.lab.rl;

import java.io.Serial;

/** A loss or gradient that is no finite number; the run stops before the weights take it up. */
final class Divergence extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private Divergence(String message) {
    super(message);
  }

  static void check(double loss, double norm) {
    if (!Double.isFinite(loss)) {
      throw new Divergence("the loss is " + loss);
    }
    if (!Double.isFinite(norm)) {
      throw new Divergence("the gradient's norm is " + norm);
    }
  }
}
