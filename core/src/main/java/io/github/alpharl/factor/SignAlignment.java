package io.github.alpharl.factor;

import io.github.alpharl.vector.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Removes the free sign of singular vectors from a trajectory (method, section 3): the last
 * checkpoint has the entry of u₁ with the largest magnitude positive, and each earlier one has
 * cos(u_t, u_{t+1}) ≥ 0. Zero vectors stay as they are; their neighbours meet across them.
 */
public final class SignAlignment {

  private SignAlignment() {}

  /** The factors in the same order, each as given or flipped (u and v together). */
  public static List<Rank1Factor> align(List<Rank1Factor> factors) {
    List<Rank1Factor> aligned = new ArrayList<>();
    float[] next = null;
    for (Rank1Factor factor : factors.reversed()) {
      Rank1Factor turned = pointsAway(factor.u(), next) ? factor.flipped() : factor;
      aligned.add(turned);
      next = turned.isZero() ? next : turned.u();
    }
    Collections.reverse(aligned);
    return aligned;
  }

  private static boolean pointsAway(float[] u, float[] next) {
    return next == null ? u.length > 0 && u[Vectors.largest(u)] < 0 : Vectors.dot(u, next) < 0;
  }
}
