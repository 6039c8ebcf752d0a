package io.github.alpharl.lab.objective;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;

/** Zero mean and unit variance over all tokens of a batch: (A − mean) / √(var + 1e-8). */
final class Whitening {

  private static final double EPSILON = 1e-8;

  private Whitening() {}

  /** Whitens in place; the variance is unbiased, so two tokens are the least. */
  static void apply(double[][] values) {
    long count = 0;
    double sum = 0;
    for (double[] row : values) {
      for (double value : row) {
        sum += value;
        count++;
      }
    }
    if (count < 2) {
      throw BadDataException.of(
              "Advantages can be whitened over at least 2 tokens, this batch has %d; raise"
                  + " prompts or samples.",
              count)
          .as(Defect.UNSUPPORTED);
    }
    double mean = sum / count;
    double scale = 1 / Math.sqrt(squares(values, mean) / (count - 1) + EPSILON);
    for (double[] row : values) {
      for (int t = 0; t < row.length; t++) {
        row[t] = (row[t] - mean) * scale;
      }
    }
  }

  private static double squares(double[][] values, double mean) {
    double squares = 0;
    for (double[] row : values) {
      for (double value : row) {
        squares += (value - mean) * (value - mean);
      }
    }
    return squares;
  }
}
