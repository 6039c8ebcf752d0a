package io.github.alpharl.factor.product;

import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.List;

/**
 * One pass over the updates of a module at several checkpoints, all rows of one index side by side:
 * memory for T + 1 rows, whatever the size of the matrix.
 */
public final class UpdateProducts {

  private UpdateProducts() {}

  /** The Gram matrix ⟨ΔW_s, ΔW_t⟩ (T × T), summed in float64 in the order of the rows. */
  public static double[][] gram(List<UpdateRows> updates) {
    int count = updates.size();
    double[][] gram = new double[count][count];
    double[][] rows = new double[count][updates.getFirst().columns()];
    for (int i = 0; i < updates.getFirst().rows(); i++) {
      read(updates, i, rows);
      for (int s = 0; s < count; s++) {
        for (int t = 0; t <= s; t++) {
          gram[s][t] += Vectors.dot(rows[s], rows[t]);
        }
      }
    }
    for (int s = 0; s < count; s++) {
      for (int t = 0; t < s; t++) {
        gram[t][s] = gram[s][t];
      }
    }
    return gram;
  }

  /**
   * How well each of {@code predicted}, sums over {@code window}, meets {@code actual}.
   *
   * @param window the updates that the sums are over (T)
   */
  public static List<Agreement> compare(
      List<UpdateRows> window, UpdateRows actual, List<Update> predicted) {
    int columns = actual.columns();
    double[][] rows = new double[window.size()][columns];
    double[] real = new double[columns];
    double[] guess = new double[columns];
    Agreement[] found = new Agreement[predicted.size()];
    java.util.Arrays.fill(found, Agreement.NONE);
    for (int i = 0; i < actual.rows(); i++) {
      read(window, i, rows);
      actual.read(i, real);
      for (int p = 0; p < found.length; p++) {
        row(predicted.get(p), i, rows, guess);
        found[p] = found[p].plus(Agreement.of(guess, real));
      }
    }
    return List.of(found);
  }

  private static void read(List<UpdateRows> updates, int i, double[][] rows) {
    for (int t = 0; t < rows.length; t++) {
      updates.get(t).read(i, rows[t]);
    }
  }

  /** Row {@code i} of {@code sum}. */
  private static void row(Update sum, int i, double[][] rows, double[] into) {
    java.util.Arrays.fill(into, 0);
    for (int t = 0; t < rows.length; t++) {
      add(sum.weights()[t], rows[t], into);
    }
    for (int k = 0; k < sum.left().length; k++) {
      double factor = sum.left()[k][i];
      float[] right = sum.right()[k];
      for (int c = 0; c < into.length; c++) {
        into[c] += factor * right[c];
      }
    }
  }

  private static void add(double factor, double[] row, double[] into) {
    for (int c = 0; factor != 0 && c < into.length; c++) {
      into[c] += factor * row[c];
    }
  }
}
