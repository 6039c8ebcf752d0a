package io.github.alpharl.vector;

import java.util.List;

/**
 * Sums and products of plain double vectors. Dot products keep four partial sums, so that their
 * order, and with it the result, is the same on every machine.
 */
public final class DenseVectors {

  private DenseVectors() {}

  public static double dot(double[] a, double[] b) {
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

  /** The products of all {@code vectors} with {@code x}, four at a time to read x once for them. */
  public static double[] dots(List<double[]> vectors, double[] x) {
    double[] products = new double[vectors.size()];
    int j = 0;
    for (; j + 3 < products.length; j += 4) {
      fourDots(
          vectors.get(j),
          vectors.get(j + 1),
          vectors.get(j + 2),
          vectors.get(j + 3),
          x,
          products,
          j);
    }
    for (; j < products.length; j++) {
      products[j] = dot(vectors.get(j), x);
    }
    return products;
  }

  private static void fourDots(
      double[] a, double[] b, double[] c, double[] d, double[] x, double[] products, int at) {
    double a0 = 0;
    double a1 = 0;
    double b0 = 0;
    double b1 = 0;
    double c0 = 0;
    double c1 = 0;
    double d0 = 0;
    double d1 = 0;
    int i = 0;
    for (; i + 1 < x.length; i += 2) {
      a0 = Math.fma(a[i], x[i], a0);
      b0 = Math.fma(b[i], x[i], b0);
      c0 = Math.fma(c[i], x[i], c0);
      d0 = Math.fma(d[i], x[i], d0);
      a1 = Math.fma(a[i + 1], x[i + 1], a1);
      b1 = Math.fma(b[i + 1], x[i + 1], b1);
      c1 = Math.fma(c[i + 1], x[i + 1], c1);
      d1 = Math.fma(d[i + 1], x[i + 1], d1);
    }
    if (i < x.length) {
      a0 = Math.fma(a[i], x[i], a0);
      b0 = Math.fma(b[i], x[i], b0);
      c0 = Math.fma(c[i], x[i], c0);
      d0 = Math.fma(d[i], x[i], d0);
    }
    products[at] = a0 + a1;
    products[at + 1] = b0 + b1;
    products[at + 2] = c0 + c1;
    products[at + 3] = d0 + d1;
  }

  /** The Euclidean length, without overflow or underflow of the squares. */
  public static double norm(double[] a) {
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
  public static void addScaled(double[] a, double factor, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.fma(factor, b[i], a[i]);
    }
  }

  /** a += Σ_j factors_j · vectors_j, four vectors at a time to write a once for them. */
  public static void addScaled(double[] a, double[] factors, List<double[]> vectors) {
    int j = 0;
    for (; j + 3 < factors.length; j += 4) {
      addFour(
          a,
          factors,
          j,
          vectors.get(j),
          vectors.get(j + 1),
          vectors.get(j + 2),
          vectors.get(j + 3));
    }
    for (; j < factors.length; j++) {
      addScaled(a, factors[j], vectors.get(j));
    }
  }

  private static void addFour(
      double[] a, double[] factors, int j, double[] p, double[] q, double[] r, double[] s) {
    double fp = factors[j];
    double fq = factors[j + 1];
    double fr = factors[j + 2];
    double fs = factors[j + 3];
    for (int i = 0; i < a.length; i++) {
      a[i] = Math.fma(fs, s[i], Math.fma(fr, r[i], Math.fma(fq, q[i], Math.fma(fp, p[i], a[i]))));
    }
  }

  /** a *= factor. */
  public static void scale(double[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }
}
