package io.github.alpharl.grade.expression;

/**
 * The steps that one comparison may still take; the same answer always runs out at the same place.
 */
public final class Budget {

  private int left = Bounds.STEPS;

  public void spend(int steps) {
    left -= steps;
    if (left < 0) {
      throw new NotUnderstood("more than " + Bounds.STEPS + " steps");
    }
  }
}
