package io.github.alpharl.accelerate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How a run moves over a window, from the inner products of its updates alone. Velocities v_t are
 * the moves from one checkpoint to the next, the base standing before the first where the window
 * begins with the run's first checkpoint. Of v_t = d + n_t, a common drift and noise of its own,
 * the cosine of successive velocities is about ‖d‖²/(‖d‖² + ‖n‖²): the share of the motion that
 * lasts.
 *
 * @param cosine mean of cos(v_t, v_{t+1})
 * @param lastCosine of the last two velocities
 * @param straightness ‖Σ v_t‖ / Σ ‖v_t‖: 1 on a straight line
 * @param velocity ‖v_T‖/‖ΔW_T‖, the last move against the whole update
 * @param along cos(v_T, ΔW_T)
 */
public record Motion(
    double cosine, double lastCosine, double straightness, double velocity, double along) {

  /**
   * Of the sum of {@code grams}, ⟨ΔW_s, ΔW_t⟩ of each module (T × T).
   *
   * @param fromBase whether the first velocity starts at the base
   */
  public static Motion of(Collection<double[][]> grams, boolean fromBase) {
    double[][] g = sum(grams);
    int last = g.length - 1;
    List<double[]> moves = new ArrayList<>();
    for (int t = fromBase ? 0 : 1; t <= last; t++) {
      double[] move = new double[g.length];
      move[t] = 1;
      if (t > 0) {
        move[t - 1] = -1;
      }
      moves.add(move);
    }
    if (moves.size() < 2) {
      throw new IllegalArgumentException("a motion needs two moves, not " + moves.size());
    }
    double cosines = 0;
    double length = 0;
    double[] whole = new double[g.length];
    for (int i = 0; i < moves.size(); i++) {
      cosines += i == 0 ? 0 : cosine(g, moves.get(i - 1), moves.get(i));
      length += norm(g, moves.get(i));
      for (int t = 0; t < whole.length; t++) {
        whole[t] += moves.get(i)[t];
      }
    }
    double[] update = new double[g.length];
    update[last] = 1;
    return new Motion(
        cosines / (moves.size() - 1),
        cosine(g, moves.get(moves.size() - 2), moves.getLast()),
        ratio(norm(g, whole), length),
        ratio(norm(g, moves.getLast()), norm(g, update)),
        cosine(g, moves.getLast(), update));
  }

  private static double[][] sum(Collection<double[][]> grams) {
    int size = grams.iterator().next().length;
    double[][] sum = new double[size][size];
    for (double[][] gram : grams) {
      for (int s = 0; s < size; s++) {
        for (int t = 0; t < size; t++) {
          sum[s][t] += gram[s][t];
        }
      }
    }
    return sum;
  }

  private static double product(double[][] g, double[] a, double[] b) {
    double sum = 0;
    for (int s = 0; s < a.length; s++) {
      for (int t = 0; t < b.length; t++) {
        sum += a[s] * g[s][t] * b[t];
      }
    }
    return sum;
  }

  private static double norm(double[][] g, double[] a) {
    return Math.sqrt(Math.max(0, product(g, a, a)));
  }

  private static double cosine(double[][] g, double[] a, double[] b) {
    return ratio(product(g, a, b), norm(g, a) * norm(g, b));
  }

  private static double ratio(double a, double b) {
    return b == 0 ? 0 : a / b;
  }
}
