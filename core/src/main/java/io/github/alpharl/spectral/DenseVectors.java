package io.github.alpharl.spectral;

/**
 * Sums and products of plain double vectors. Dot products keep four partial sums, so that their
 * order, and with it the result, is the same on every machine.
 */
final class DenseVectors {

  private DenseVectors() {}

  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
    }
    for (; i < a.length; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** The Euclidean length, without overflow or underflow of the squares. */
  static double norm(double[] a) {
    double square = dot(a, a);
    if (square > 1e-280 && square < 1e280) {
      return Math.sqrt(square);
    }
    double largest = 0;
    for (double x : a) {
      largest = Math.max(largest, Math.abs(x));
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (double x : a) {
      sum += (x / largest) * (x / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /** a += factor · b. */
  static void addScaled(double[] a, double factor, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.fma(factor, b[i], a[i]);
    }
  }

  /** a *= factor. */
  static void scale(double[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }
}
