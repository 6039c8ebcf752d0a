package io.github.alpharl.linearity;

import io.github.alpharl.vector.Vectors;
import java.util.Arrays;

/**
 * The chance p(j | i) that point i picks j as its neighbour under a Gaussian around i, whose width
 * gives the distribution the wanted perplexity e^entropy.
 */
final class NeighbourProbabilities {

  private static final int BISECTIONS = 100;
  private static final double TOLERANCE = 1e-10;

  private NeighbourProbabilities() {}

  /** p (T × T), rows sum to 1, zero diagonal. */
  static double[][] of(double[][] points, double perplexity) {
    double[][] distance = squaredDistances(points);
    double unit = Arrays.stream(distance).mapToDouble(Vectors::mean).average().orElseThrow();
    double[][] p = new double[points.length][];
    for (int i = 0; i < p.length; i++) {
      p[i] = row(distance[i], i, unit, Math.log(perplexity));
    }
    return p;
  }

  private static double[] row(double[] distance, int self, double unit, double entropy) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = 1;
    double[] p = gaussian(distance, self, precision / unit);
    for (int k = 0; k < BISECTIONS && Math.abs(entropy(p) - entropy) > TOLERANCE; k++) {
      boolean tooWide = entropy(p) > entropy;
      low = tooWide ? precision : low;
      high = tooWide ? high : precision;
      precision = high == Double.POSITIVE_INFINITY ? precision * 2 : (low + high) / 2;
      p = gaussian(distance, self, precision / unit);
    }
    return p;
  }

  private static double[] gaussian(double[] distance, int self, double precision) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < distance.length; j++) {
      nearest = j == self ? nearest : Math.min(nearest, distance[j]);
    }
    double[] p = new double[distance.length];
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = j == self ? 0 : Math.exp(-(distance[j] - nearest) * precision);
      sum += p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return p;
  }

  private static double entropy(double[] p) {
    double sum = 0;
    for (double share : p) {
      sum -= share > 0 ? share * Math.log(share) : 0;
    }
    return sum;
  }

  private static double[][] squaredDistances(double[][] points) {
    double[][] distance = new double[points.length][points.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        for (int c = 0; c < points[i].length; c++) {
          double d = points[i][c] - points[j][c];
          sum += d * d;
        }
        distance[i][j] = sum;
        distance[j][i] = sum;
      }
    }
    return distance;
  }
}
