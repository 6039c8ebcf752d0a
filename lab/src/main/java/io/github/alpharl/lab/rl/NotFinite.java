package io.github.alpharl.lab.rl;

import java.io.Serial;

/** A loss or gradient that is no finite number; the run stops before the weights take it up. */
public final class NotFinite extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private NotFinite(String message) {
    super(message);
  }

  static void check(double loss, double norm) {
    if (!Double.isFinite(loss)) {
      throw new NotFinite("the loss is " + loss);
    }
    if (!Double.isFinite(norm)) {
      throw new NotFinite("the gradient's norm is " + norm);
    }
  }
}
