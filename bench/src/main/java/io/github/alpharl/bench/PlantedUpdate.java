package io.github.alpharl.bench;

import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.vector.Vectors;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A matrix (m × n, bfloat16) on a linear trajectory whose update has a known spectrum.
 *
 * <p>At the last of {@value #STEPS} steps σ₁ = 0.2 ‖ΔW‖ and σ₂ = ratio · σ₁; behind it σ_i = σ₂
 * √(2/i) falls to the noise, which holds the rest of ‖ΔW‖². The planted part grows in proportion to
 * the step while v₁ turns by {@value #TURN} a step; the noise, to which the rounding of the weights
 * adds, is a random walk over the steps.
 *
 * @param rows m
 * @param columns n
 * @param ratio σ₂/σ₁
 * @param seed of all numbers
 */
public record PlantedUpdate(int rows, int columns, double ratio, long seed) {

  /** Steps of the trajectory. */
  public static final int STEPS = 20;

  private static final int HEAD = 32;
  private static final double TOP_SHARE = 0.2;
  private static final double TURN = 0.045;
  private static final double WEIGHT = 0.02;
  private static final double CHANGE = 2e-4;

  /** W₀, of deviation {@value #WEIGHT}. */
  public TensorContent base() {
    return new MadeRows(rows, columns, this::base);
  }

  /**
   * W_t, whose update at the last step has a mean square of {@value #CHANGE}².
   *
   * @param step t, one of the last three
   */
  public TensorContent step(int step) {
    if (step > STEPS || step < STEPS - 2) {
      throw new IllegalArgumentException("step " + step);
    }
    Head head = head(step);
    return new MadeRows(rows, columns, (i, row) -> step(step, head, i, row));
  }

  /** The planted triplets of a step, in units of ‖ΔW‖ at the last one. */
  private record Head(double[] sigma, double[][] u, float[][] v) {}

  private Head head(int step) {
    Random random = new Random(seed);
    double[][] u = orthonormal(HEAD, rows, random);
    double[][] right = orthonormal(HEAD + 1, columns, random);
    double turned = TURN * (step - STEPS);
    double length = Math.sqrt(1 + turned * turned);
    float[][] v = new float[HEAD][columns];
    double[] sigma = new double[HEAD];
    for (int j = 0; j < HEAD; j++) {
      sigma[j] = sigma(j) * step / STEPS;
      for (int c = 0; c < columns; c++) {
        v[j][c] = (float) right[j][c];
      }
    }
    for (int c = 0; c < columns; c++) {
      v[0][c] = (float) ((right[0][c] + turned * right[HEAD][c]) / length);
    }
    return new Head(sigma, u, v);
  }

  private double sigma(int index) {
    return index == 0 ? TOP_SHARE : ratio * TOP_SHARE * Math.sqrt(2.0 / (index + 1));
  }

  private static double[][] orthonormal(int count, int length, Random random) {
    double[][] vectors = new double[count][length];
    for (int j = 0; j < count; j++) {
      for (int c = 0; c < length; c++) {
        vectors[j][c] = random.nextGaussian();
      }
      for (int known = 0; known < j; known++) {
        add(vectors[j], -Vectors.plainDot(vectors[j], vectors[known]), vectors[known]);
      }
      double scale = 1 / Math.sqrt(Vectors.plainDot(vectors[j], vectors[j]));
      for (int c = 0; c < length; c++) {
        vectors[j][c] *= scale;
      }
    }
    return vectors;
  }

  private static void add(double[] a, double factor, double[] b) {
    for (int c = 0; c < a.length; c++) {
      a[c] += factor * b[c];
    }
  }

  private void base(int i, float[] row) {
    for (int c = 0; c < columns; c++) {
      float weight = (float) (WEIGHT * Noise.gaussian(seed, (long) i * columns + c));
      row[c] = Elements.bfloat16ToFloat(Elements.floatToBfloat16(weight));
    }
  }

  private void step(int step, Head head, int i, float[] row) {
    base(i, row);
    double size = CHANGE * Math.sqrt((double) rows * columns); // ‖ΔW‖ at the last step
    for (int j = 0; j < HEAD; j++) {
      float factor = (float) (size * head.sigma[j] * head.u[j][i]);
      float[] v = head.v[j];
      for (int c = 0; c < columns; c++) {
        row[c] += factor * v[c];
      }
    }
    double planted = IntStream.range(0, HEAD).mapToDouble(j -> sigma(j) * sigma(j)).sum();
    float noise = (float) (CHANGE * Math.sqrt((1 - planted) / STEPS));
    float before = (float) Math.sqrt(STEPS - 2);
    for (int c = 0; c < columns; c++) {
      long at = (long) i * columns + c;
      float walk = before * Noise.gaussian(seed + 1, at);
      for (int later = STEPS - 1; later <= step; later++) {
        walk += Noise.gaussian(seed + later, at);
      }
      row[c] += noise * walk;
    }
  }
}
