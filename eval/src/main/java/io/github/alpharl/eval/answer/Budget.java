package io.github.alpharl.eval.answer;

/**
 * The steps that one comparison may still take; the same answer always runs out at the same place.
 */
final class Budget {

  private int left = Bounds.STEPS;

  void spend(int steps) {
    left -= steps;
    if (left < 0) {
      throw new NotUnderstood("more than " + Bounds.STEPS + " steps");
    }
  }
}
