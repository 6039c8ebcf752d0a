package io.github.alpharl.spectral.kernel;

import io.github.alpharl.safetensors.Tensor;
import java.util.Locale;

/** Names the first NaN or infinite weight of a pair and counts them; finite pairs pass. */
public final class NonFinite {

  private NonFinite() {}

  /**
   * Scans both matrices.
   *
   * @throws NonFiniteException naming tensor, count and first index of what is not finite
   */
  public static void check(WeightPair pair) {
    check(pair.base(), "the base");
    check(pair.step(), "the step");
  }

  private static void check(Tensor tensor, String where) {
    long count = 0;
    long first = -1;
    for (long i = 0; i < tensor.size(); i++) {
      if (!Double.isFinite(tensor.get(i))) {
        first = count == 0 ? i : first;
        count++;
      }
    }
    if (count > 0) {
      long columns = tensor.shape().get(1);
      throw new NonFiniteException(
          String.format(
              Locale.ROOT,
              "tensor '%s' of %s holds %d values that are NaN or infinite, the first at [%d, %d]",
              tensor.name(),
              where,
              count,
              first / columns,
              first % columns));
    }
  }
}
