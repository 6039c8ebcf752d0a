package io.github.alpharl.forecastnext;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.forecast.Observation;
import io.github.alpharl.vector.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One module's triplets over a window of T checkpoints, signs aligned: the free sign of a triplet
 * must not look like a turn.
 *
 * @param module its name
 * @param whole of W_t − W₀ (T)
 * @param recent of W_t − W_{t−1} (T), W₀ before the first
 * @param next of W_{t+h} − W_t (T − h)
 */
record TripletSeries(
    String module, List<Rank1Factor> whole, List<Rank1Factor> recent, List<Rank1Factor> next) {

  static TripletSeries of(Observation window, int horizon) {
    int count = window.steps().size();
    List<Rank1Factor> whole = window.trajectory().factors();
    List<Rank1Factor> recent =
        aligned(
            IntStream.range(0, count).mapToObj(t -> window.difference(t - 1, t)).toList(),
            whole.getLast());
    List<Rank1Factor> next =
        aligned(
            IntStream.range(0, count - horizon)
                .mapToObj(t -> window.difference(t, t + horizon))
                .toList(),
            recent.getLast());
    return new TripletSeries(window.module(), whole, recent, next);
  }

  /** Backwards from {@code last}: each points the way of the one after it, u and v together. */
  private static List<Rank1Factor> aligned(List<Rank1Factor> factors, Rank1Factor last) {
    List<Rank1Factor> aligned = new ArrayList<>();
    Rank1Factor after = last;
    for (Rank1Factor factor : factors.reversed()) {
      double along = Vectors.dot(factor.u(), after.u()) + Vectors.dot(factor.v(), after.v());
      Rank1Factor turned = along < 0 ? factor.flipped() : factor;
      aligned.add(turned);
      after = turned.isZero() ? after : turned;
    }
    Collections.reverse(aligned);
    return aligned;
  }

  /** m. */
  int rows() {
    return whole.getLast().u().length;
  }

  /** n. */
  int columns() {
    return whole.getLast().v().length;
  }

  /** What singular values are measured by; 0 for a module that does not move. */
  double unit() {
    return whole.getLast().sigma();
  }
}
