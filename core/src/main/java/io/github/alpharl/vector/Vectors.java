package io.github.alpharl.vector;

/** Inner products and norms, in double precision and in a fixed order of summation. */
public final class Vectors {

  private Vectors() {}

  /** ⟨a, b⟩, summed in four interleaved strands. */
  public static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** ⟨a, b⟩. */
  public static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** ‖a‖. */
  public static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** ‖a‖. */
  public static double norm(float[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** ‖a‖, its squares summed one after the other: the order of the files that are written. */
  public static double plainNorm(double[] a) {
    return Math.sqrt(plainDot(a, a));
  }

  /** ⟨a, b⟩, summed one after the other. */
  public static double plainDot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** factor · a as a new array. */
  public static double[] scaled(double factor, double[] a) {
    double[] product = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = factor * a[i];
    }
    return product;
  }

  /** ‖Σ cₜ·xₜ‖ = √(cᵀGc), by the Gram matrix G of the vectors x (T × T). */
  public static double norm(double[] c, double[][] gram) {
    double square = 0;
    for (int s = 0; s < c.length; s++) {
      for (int t = 0; t < c.length; t++) {
        square += c[s] * c[t] * gram[s][t];
      }
    }
    return Math.sqrt(Math.max(0, square));
  }

  /** factor · a as a new array. */
  public static double[] scaled(double factor, float[] a) {
    double[] product = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = factor * a[i];
    }
    return product;
  }

  /** Index of the entry of the largest magnitude, the first of equals. */
  public static int largest(float[] a) {
    int best = 0;
    for (int i = 1; i < a.length; i++) {
      if (Math.abs(a[i]) > Math.abs(a[best])) {
        best = i;
      }
    }
    return best;
  }

  /** Mean of the entries. */
  public static double mean(double[] a) {
    double sum = 0;
    for (double value : a) {
      sum += value;
    }
    return sum / a.length;
  }

  /** {@code a} in float32. */
  public static float[] rounded(double[] a) {
    float[] rounded = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      rounded[i] = (float) a[i];
    }
    return rounded;
  }
}
