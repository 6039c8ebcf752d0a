package io.github.alpharl.linearity;

import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.product.WindowProducts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Looks in the norms of a run's updates for what no training looks like. */
public final class Plausibility {

  /** Step numbers must span so much before a norm that stands still says anything. */
  private static final double SPAN = 2;

  /** ‖ΔW‖ of a training grows about as step^p with p from 0.3 to 1; below this it stands still. */
  private static final double GROWTH = 0.1;

  /** A matrix's norm that is so many times those of both neighbours, or so much smaller. */
  private static final double STRAY = 3;

  /** The last step has one neighbour only and may follow a higher rate. */
  private static final double STRAY_LAST = 8;

  private static final double FALL = 0.6;

  private final List<Long> steps;
  private final Map<String, double[]> norms = new TreeMap<>();
  private final List<Doubt> doubts = new ArrayList<>();

  private Plausibility(List<Long> steps) {
    this.steps = steps;
  }

  /** What is doubtful about the steps of {@code factors}. */
  public static List<Doubt> of(RunFactors factors) {
    Plausibility look = new Plausibility(factors.steps());
    for (String module : factors.modules()) {
      look.norms.put(
          module, look.steps.stream().mapToDouble(step -> factors.at(step).norm(module)).toArray());
    }
    return look.doubts();
  }

  /**
   * What is doubtful about the steps of {@code products}, whose diagonals are the norms' squares.
   */
  public static List<Doubt> of(WindowProducts products) {
    Plausibility look = new Plausibility(products.steps());
    products
        .gram()
        .forEach(
            (module, gram) ->
                look.norms.put(
                    module,
                    IntStream.range(0, gram.length)
                        .mapToDouble(t -> Math.sqrt(Math.max(0, gram[t][t])))
                        .toArray()));
    return look.doubts();
  }

  /** What is doubtful about {@code steps} by ‖ΔW‖ at each of them, by module. */
  static List<Doubt> of(List<Long> steps, Map<String, double[]> norms) {
    Plausibility look = new Plausibility(steps);
    look.norms.putAll(norms);
    return look.doubts();
  }

  private List<Doubt> doubts() {
    unmoved();
    Set<Integer> stray = stray();
    double[] totals = totals();
    fellBack(totals, stray);
    if (stray.isEmpty()) {
      farBase(totals);
    }
    return List.copyOf(doubts);
  }

  /** ‖ΔW‖ over all matrices, by step. */
  private double[] totals() {
    double[] squares = new double[steps.size()];
    for (double[] norm : norms.values()) {
      for (int t = 0; t < squares.length; t++) {
        squares[t] += norm[t] * norm[t];
      }
    }
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  private void unmoved() {
    List<Long> whole = new ArrayList<>();
    for (int t = 0; t < steps.size(); t++) {
      int at = t;
      if (norms.values().stream().allMatch(norm -> norm[at] == 0)) {
        whole.add(steps.get(t));
      }
    }
    if (!whole.isEmpty()) {
      doubts.add(new Doubt.Unmoved(whole, List.copyOf(norms.keySet()), norms.size()));
    }
    Map<List<Long>, List<String>> found = new LinkedHashMap<>();
    norms.forEach(
        (module, norm) -> {
          List<Long> at = zeros(norm);
          at.removeAll(whole);
          if (!at.isEmpty() && at.size() + whole.size() < norm.length) {
            found.computeIfAbsent(at, _ -> new ArrayList<>()).add(module);
          }
        });
    found.forEach((at, modules) -> doubts.add(new Doubt.Unmoved(at, modules, norms.size())));
  }

  private List<Long> zeros(double[] norm) {
    List<Long> at = new ArrayList<>();
    for (int t = 0; t < norm.length; t++) {
      if (norm[t] == 0) {
        at.add(steps.get(t));
      }
    }
    return at;
  }

  /** The places of steps that stray. */
  private Set<Integer> stray() {
    TreeMap<Integer, List<String>> found = new TreeMap<>();
    norms.forEach(
        (module, norm) -> {
          for (int t = 1; t < norm.length; t++) {
            if (isStray(norm, t)) {
              found.computeIfAbsent(t, _ -> new ArrayList<>()).add(module);
            }
          }
        });
    found.forEach((t, modules) -> doubts.add(stray(t, modules)));
    return new TreeSet<>(found.keySet());
  }

  private static boolean isStray(double[] norm, int t) {
    if (norm[t] == 0 || norm[t - 1] == 0) {
      return false;
    }
    if (t + 1 < norm.length) {
      return norm[t] > STRAY * Math.max(norm[t - 1], norm[t + 1])
          || norm[t] * STRAY < Math.min(norm[t - 1], norm[t + 1]);
    }
    boolean calm = t >= 2 && norm[t - 2] > 0 && norm[t - 1] < STRAY * norm[t - 2];
    return calm && norm[t] > STRAY_LAST * norm[t - 1];
  }

  private Doubt stray(int t, List<String> modules) {
    double[] norm = norms.get(modules.getFirst());
    double after = t + 1 < norm.length ? norm[t + 1] : Double.NaN;
    return new Doubt.StrayStep(steps.get(t), modules, norms.size(), norm[t], norm[t - 1], after);
  }

  private void fellBack(double[] totals, Set<Integer> stray) {
    for (int t = 1; t < totals.length; t++) {
      boolean plain = !stray.contains(t) && !stray.contains(t - 1);
      if (plain && totals[t] < FALL * totals[t - 1]) {
        doubts.add(new Doubt.FellBack(steps.get(t - 1), steps.get(t), totals[t - 1], totals[t]));
      }
    }
  }

  private void farBase(double[] totals) {
    int end = totals.length - 1;
    double span = (double) steps.getLast() / steps.getFirst();
    if (end < 1 || span < SPAN || totals[0] == 0) {
      return;
    }
    double growth = Math.log(totals[end] / totals[0]) / Math.log(span);
    double largest = Arrays.stream(totals).max().orElse(0);
    if (growth < GROWTH && largest < 1.5 * totals[0] && totals[end] > FALL * totals[0]) {
      doubts.add(new Doubt.FarBase(steps.getFirst(), steps.getLast(), totals[0], totals[end]));
    }
  }
}
