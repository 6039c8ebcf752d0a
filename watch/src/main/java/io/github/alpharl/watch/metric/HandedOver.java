package io.github.alpharl.watch.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that a watch has taken in, so that one that is read again is known: whole, or with figures
 * that came late. A step may have several, of several attempts.
 */
public final class HandedOver {

  private static final Signal[] SIGNALS = Signal.values();

  /** A NaN that no reader makes. */
  private static final double ABSENT = Double.longBitsToDouble(0x7ff8_0000_0000_0a15L);

  private final Map<Long, List<double[]>> rows = new HashMap<>();

  /** How a row stands to those that were taken in. */
  public enum Kind {
    /** Nothing of it is new. */
    KNOWN,
    /** A row that is known, and figures that are not. */
    LATE,
    /** Another row. */
    NEW
  }

  /** Takes in a row, or further figures of the newest row of its step. */
  public void add(MetricRow row) {
    double[] figures = figures(row);
    List<double[]> known = rows.computeIfAbsent(row.step(), _ -> new ArrayList<>(1));
    if (!known.isEmpty() && overlap(known.getLast(), figures) == 0) {
      join(known.getLast(), figures);
    } else {
      known.add(figures);
    }
  }

  /** True if nothing was taken in. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** How {@code row} stands to what was taken in. */
  public Kind kind(MetricRow row) {
    if (row.values().isEmpty()) {
      return rows.containsKey(row.step()) ? Kind.KNOWN : Kind.NEW;
    }
    double[] figures = figures(row);
    return best(row.step(), figures)
        .map(known -> overlap(known, figures) == count(figures) ? Kind.KNOWN : Kind.LATE)
        .orElse(Kind.NEW);
  }

  /** What is new in a late row. */
  public MetricRow rest(MetricRow row) {
    double[] known = best(row.step(), figures(row)).orElseThrow();
    Map<Signal, Double> fresh = new HashMap<>(row.values());
    fresh.keySet().removeIf(signal -> isThere(known[signal.ordinal()]));
    return new MetricRow(row.step(), fresh);
  }

  /** The row of {@code step} that shares most with {@code figures} and contradicts none of them. */
  private Optional<double[]> best(long step, double[] figures) {
    return rows.getOrDefault(step, List.of()).stream()
        .filter(known -> overlap(known, figures) > 0)
        .reduce((a, b) -> overlap(b, figures) > overlap(a, figures) ? b : a);
  }

  /** How many figures are the same in both; -1 if one differs. */
  private static int overlap(double[] known, double[] figures) {
    int same = 0;
    for (int i = 0; i < figures.length; i++) {
      if (isThere(known[i]) && isThere(figures[i])) {
        if (Double.doubleToLongBits(known[i]) != Double.doubleToLongBits(figures[i])) {
          return -1;
        }
        same++;
      }
    }
    return same;
  }

  private static long count(double[] figures) {
    return Arrays.stream(figures).filter(HandedOver::isThere).count();
  }

  private static void join(double[] known, double[] figures) {
    for (int i = 0; i < figures.length; i++) {
      known[i] = isThere(figures[i]) ? figures[i] : known[i];
    }
  }

  /** A figure for each signal. */
  private static double[] figures(MetricRow row) {
    double[] figures = new double[SIGNALS.length];
    for (Signal signal : SIGNALS) {
      Double value = row.values().get(signal);
      figures[signal.ordinal()] = value == null ? ABSENT : value;
    }
    return figures;
  }

  private static boolean isThere(double figure) {
    return Double.doubleToRawLongBits(figure) != Double.doubleToRawLongBits(ABSENT);
  }
}
