package io.github.alpharl.watch.weight;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.vector.Vectors;

/**
 * How one module's rank-1 update Y = σuvᵀ moved over three checkpoints, from inner products ⟨Y, Y'⟩
 * = σσ'(u·u')(v·v'), which do not depend on the signs of the pairs.
 *
 * @param square ⟨Y_t, Y_t⟩
 * @param move ‖Y_t − Y_{t−1}‖
 * @param before ‖Y_{t−1} − Y_{t−2}‖; NaN without a second one before
 * @param product ⟨Y_t − Y_{t−1}, Y_{t−1} − Y_{t−2}⟩; NaN likewise
 * @param along ⟨Y_t, Y_{t−1}⟩
 * @param squareBefore ⟨Y_{t−1}, Y_{t−1}⟩
 */
record ModuleMove(
    double square, double move, double before, double product, double along, double squareBefore) {

  static ModuleMove of(Rank1Factor now, Rank1Factor last, Rank1Factor second) {
    double nn = inner(now, now);
    double nl = inner(now, last);
    double ll = inner(last, last);
    double move = Math.sqrt(Math.max(0, nn - 2 * nl + ll));
    if (second == null) {
      return new ModuleMove(nn, move, Double.NaN, Double.NaN, nl, ll);
    }
    double ls = inner(last, second);
    double ns = inner(now, second);
    double ss = inner(second, second);
    double before = Math.sqrt(Math.max(0, ll - 2 * ls + ss));
    return new ModuleMove(nn, move, before, nl - ns - ll + ls, nl, ll);
  }

  private static double inner(Rank1Factor a, Rank1Factor b) {
    return a.sigma() * b.sigma() * Vectors.dot(a.u(), b.u()) * Vectors.dot(a.v(), b.v());
  }

  /**
   * ‖Y_t − (Y_{t−1} + r·(Y_{t−1} − Y_{t−2}))‖ over r·‖Y_{t−1} − Y_{t−2}‖.
   *
   * @param r this stretch of steps over the one before
   */
  double innovation(double r) {
    double square = move * move - 2 * r * product + r * r * before * before;
    return Math.sqrt(Math.max(0, square)) / (r * before);
  }

  double relativeMove() {
    return move / Math.sqrt(square);
  }
}
