package io.github.alpharl.factor;

import io.github.alpharl.vector.Vectors;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded data for properties. */
public final class Randoms {

  private Randoms() {}

  /** Independent normal entries (rows × columns). */
  public static double[][] matrix(Random random, int rows, int columns) {
    return IntStream.range(0, rows).mapToObj(i -> vector(random, columns)).toArray(double[][]::new);
  }

  /** Independent normal entries. */
  public static double[] vector(Random random, int size) {
    return IntStream.range(0, size).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  /** A factor with random unit vectors and norm 1.5 times σ. */
  public static Rank1Factor factor(Random random, int m, int n, double sigma) {
    return new Rank1Factor(unit(random, m), unit(random, n), sigma, 1.5 * sigma);
  }

  /** A random direction. */
  public static float[] unit(Random random, int size) {
    return direction(vector(random, size));
  }

  /** {@code a} at unit length. */
  public static float[] direction(double[] a) {
    double norm = Vectors.norm(a);
    float[] unit = new float[a.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (a[i] / norm);
    }
    return unit;
  }
}
