package io.github.alpharl.linearity;

import io.github.alpharl.vector.Vectors;
import java.util.Arrays;

/**
 * Exact t-SNE into the plane (van der Maaten and Hinton 2008) for the eye: O(T²) memory and time an
 * iteration. Without random numbers: it starts from the first two principal components, so the same
 * trajectory always gives the same picture.
 *
 * <p>X goes through PCA to min(50, T − 1) components first. Perplexity is clamp(T/3, 5, 30); below
 * 15 points, which cannot have 5 effective neighbours each and still differ, it is (T − 1)/3; below
 * 4 there are no neighbourhoods and the principal components are the answer. Step size T/12 for the
 * full gradient, early exaggeration 12 over the first quarter of {@value #ITERATIONS} iterations.
 */
public final class TSne {

  private static final int ITERATIONS = 1000;
  private static final int EARLY = 250;
  private static final double EXAGGERATION = 12;
  private static final double START = 1e-4;
  private static final int COMPONENTS = 50;
  private static final int LEAST_POINTS = 4;

  private final int size;
  private final double[][] p; // joint probabilities of the neighbours (T × T)
  private final double[][] kernel; // 1/(1 + ‖y_i − y_j‖²)
  private final double[][] y; // positions (T × 2)
  private final double[][] gradient;
  private final double[][] velocity;
  private final double[][] gain;

  private TSne(double[][] components) {
    size = components.length;
    p = joint(NeighbourProbabilities.of(components, perplexity(size)));
    kernel = new double[size][size];
    y = start(components);
    gradient = new double[size][2];
    velocity = new double[size][2];
    gain = new double[size][2];
    Arrays.stream(gain).forEach(row -> Arrays.fill(row, 1));
  }

  /** The positions of the rows of X (T × m) in the plane (T × 2). */
  public static double[][] project(double[][] x) {
    int size = x.length;
    double[][] components =
        PrincipalComponents.of(x, Math.min(COMPONENTS, Math.max(0, size - 1))).points();
    if (size < LEAST_POINTS || isOnePoint(components)) {
      return Arrays.stream(components).map(row -> Arrays.copyOf(row, 2)).toArray(double[][]::new);
    }
    return new TSne(components).run();
  }

  /** The effective number of neighbours for T points. */
  static double perplexity(int size) {
    return size < 15 ? (size - 1) / 3.0 : Math.clamp(size / 3.0, 5, 30);
  }

  private double[][] run() {
    for (int i = 0; i < ITERATIONS; i++) {
      boolean early = i < EARLY;
      computeGradient(early ? EXAGGERATION : 1);
      move(early ? 0.5 : 0.8);
      centre();
    }
    return y;
  }

  /** ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij)(y_i − y_j)/(1 + ‖y_i − y_j‖²), p exaggerated. */
  private void computeGradient(double exaggeration) {
    double total = computeKernel();
    Arrays.stream(gradient).forEach(row -> Arrays.fill(row, 0));
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double k = kernel[i][j];
        double force = 4 * (exaggeration * p[i][j] - k / total) * k;
        pull(i, j, 0, force);
        pull(i, j, 1, force);
      }
    }
  }

  private void pull(int i, int j, int axis, double force) {
    double product = force * (y[i][axis] - y[j][axis]);
    gradient[i][axis] += product;
    gradient[j][axis] -= product;
  }

  private double computeKernel() {
    double total = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double dx = y[i][0] - y[j][0];
        double dy = y[i][1] - y[j][1];
        kernel[i][j] = 1 / (1 + dx * dx + dy * dy);
        total += 2 * kernel[i][j];
      }
    }
    return total;
  }

  /** Gradient descent with momentum and a gain per coordinate (Jacobs 1988). */
  private void move(double momentum) {
    double rate = size / 12.0;
    for (int i = 0; i < size; i++) {
      for (int axis = 0; axis < 2; axis++) {
        boolean steady = gradient[i][axis] * velocity[i][axis] < 0;
        gain[i][axis] = Math.max(0.01, steady ? gain[i][axis] + 0.2 : gain[i][axis] * 0.8);
        velocity[i][axis] = momentum * velocity[i][axis] - rate * gain[i][axis] * gradient[i][axis];
        y[i][axis] += velocity[i][axis];
      }
    }
  }

  private void centre() {
    double[] mean = PartialLeastSquares.columnMeans(y);
    for (double[] row : y) {
      row[0] -= mean[0];
      row[1] -= mean[1];
    }
  }

  private static double[][] joint(double[][] conditional) {
    int size = conditional.length;
    double[][] joint = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        joint[i][j] = (conditional[i][j] + conditional[j][i]) / (2 * size);
      }
    }
    return joint;
  }

  /** The first two components, scaled so that the first has a deviation of {@value #START}. */
  private static double[][] start(double[][] components) {
    double squares = Arrays.stream(components).mapToDouble(row -> row[0] * row[0]).sum();
    double scale = START / Math.sqrt(squares / components.length);
    return Arrays.stream(components)
        .map(row -> new double[] {scale * row[0], scale * row[1]})
        .toArray(double[][]::new);
  }

  private static boolean isOnePoint(double[][] components) {
    return Arrays.stream(components).allMatch(row -> Vectors.norm(row) == 0);
  }
}
