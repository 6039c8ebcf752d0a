package io.github.alpharl.eval.figures;

/**
 * The unbiased estimate of the chance that one of k samples is right (Chen et al. 2021, arXiv
 * 2107.03374).
 */
public final class PassAtK {

  private PassAtK() {}

  /**
   * 1 − C(n−c, k)/C(n, k) for c right of n samples, as the product of (1 − k/i) over i = n−c+1 … n.
   *
   * @throws IllegalArgumentException unless 0 ≤ c ≤ n and 1 ≤ k ≤ n
   */
  public static double estimate(int n, int c, int k) {
    if (c < 0 || c > n || k < 1 || k > n) {
      throw new IllegalArgumentException("pass@" + k + " of " + c + " right in " + n + " samples");
    }
    if (n - c < k) {
      return 1;
    }
    double none = 1;
    for (int i = n - c + 1; i <= n; i++) {
      none *= 1 - (double) k / i;
    }
    return 1 - none;
  }
}
