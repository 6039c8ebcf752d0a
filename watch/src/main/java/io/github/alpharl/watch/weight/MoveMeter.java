package io.github.alpharl.watch.weight;

import io.github.alpharl.checkpoint.names.ModuleGroup;
import io.github.alpharl.factor.ModulePlace;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.factor.StoredFactors;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Measures checkpoint after checkpoint; keeps the rank-1 factors of the last two. */
public final class MoveMeter {

  private Map<String, Rank1Factor> last = Map.of();
  private Map<String, Rank1Factor> second = Map.of();
  private long lastStep;
  private long secondStep;

  /**
   * The measures of the next checkpoint. One that is not after the last begins the past anew, but
   * for what can be compared with the last one.
   *
   * @param head ‖ΔW‖ of the head, where it is known
   */
  public WeightRow next(StoredFactors factors, OptionalDouble head) {
    Map<String, Rank1Factor> now = new LinkedHashMap<>();
    double unchanged = 0;
    double weights = 0;
    for (String module : factors.modules()) {
      Rank1Factor top = factors.top(module);
      now.put(module, top);
      double size = (double) top.u().length * top.v().length;
      weights += size;
      unchanged += size * factors.unchangedShare(module);
    }
    if (factors.step() <= lastStep) {
      second = Map.of();
    }
    Map<WeightMeasure, Double> values = new EnumMap<>(WeightMeasure.class);
    values.put(WeightMeasure.CHANGED, 1 - unchanged / weights);
    values.put(WeightMeasure.NORM_SHARE, normShare(now));
    middle(now)
        .ifPresent(
            norm ->
                head.stream()
                    .filter(known -> known > 0)
                    .forEach(known -> values.put(WeightMeasure.HEAD, known / norm)));
    Moves moves = moves(now);
    moves.addTo(values, factors.step() - lastStep, lastStep - secondStep);
    WeightRow row =
        new WeightRow(factors.step(), values, norm(now), moves.identical(now), moves.alignment());
    second = last;
    secondStep = lastStep;
    last = now;
    lastStep = factors.step();
    return row;
  }

  private Moves moves(Map<String, Rank1Factor> now) {
    Map<String, ModuleMove> moves = new LinkedHashMap<>();
    now.forEach(
        (module, factor) -> {
          if (last.containsKey(module)) {
            moves.put(module, ModuleMove.of(factor, last.get(module), second.get(module)));
          }
        });
    return new Moves(moves);
  }

  private static double norm(Map<String, Rank1Factor> factors) {
    double squares = 0;
    for (Rank1Factor factor : factors.values()) {
      squares += factor.norm() * factor.norm();
    }
    return Math.sqrt(squares);
  }

  private static double normShare(Map<String, Rank1Factor> factors) {
    return factors.values().stream().mapToDouble(Rank1Factor::normShare).average().orElse(0);
  }

  /** ‖ΔW‖ of the layers of the middle half; empty where there is none. */
  private static OptionalDouble middle(Map<String, Rank1Factor> factors) {
    int layers = 1 + factors.keySet().stream().mapToInt(MoveMeter::layer).max().orElse(0);
    Map<String, Rank1Factor> middle = new LinkedHashMap<>();
    factors.forEach(
        (module, factor) -> {
          double depth = (layer(module) + 0.5) / layers;
          if (depth >= 0.25 && depth <= 0.75) {
            middle.put(module, factor);
          }
        });
    double norm = norm(middle);
    return norm > 0 ? OptionalDouble.of(norm) : OptionalDouble.empty();
  }

  private static int layer(String module) {
    return ModulePlace.of(module).map(ModulePlace::layer).orElse(0);
  }

  /** The moves of all modules between the last checkpoint and this one. */
  private record Moves(Map<String, ModuleMove> modules) {

    private static final double SAME = 1e-7;

    void addTo(Map<WeightMeasure, Double> values, long steps, long stepsBefore) {
      for (WeightMeasure group :
          List.of(WeightMeasure.ATTENTION_STEP, WeightMeasure.MLP_STEP, WeightMeasure.OTHER_STEP)) {
        double length = length(group);
        if (length > 0 && steps > 0) {
          values.put(group, length / steps);
        }
      }
      double r = (double) steps / stepsBefore;
      List<ModuleMove> known =
          modules.values().stream().filter(move -> move.before() > 0 && move.move() > 0).toList();
      if (!known.isEmpty() && steps > 0 && stepsBefore > 0) {
        values.put(
            WeightMeasure.INNOVATION,
            known.stream().mapToDouble(move -> move.innovation(r)).average().orElseThrow());
        values.put(WeightMeasure.DIRECTION, cosine(known));
      }
      largest().ifPresent(ratio -> values.put(WeightMeasure.LARGEST_MODULE, ratio));
    }

    private double length(WeightMeasure group) {
      double squares = 0;
      for (Map.Entry<String, ModuleMove> entry : modules.entrySet()) {
        if (group(entry.getKey()) == group) {
          squares += entry.getValue().move() * entry.getValue().move();
        }
      }
      return Math.sqrt(squares);
    }

    private static WeightMeasure group(String module) {
      return switch (ModuleGroup.of(module)) {
        case ATTENTION -> WeightMeasure.ATTENTION_STEP;
        case MLP -> WeightMeasure.MLP_STEP;
        case OTHER -> WeightMeasure.OTHER_STEP;
      };
    }

    private static double cosine(List<ModuleMove> moves) {
      double product = 0;
      double now = 0;
      double before = 0;
      for (ModuleMove move : moves) {
        product += move.product();
        now += move.move() * move.move();
        before += move.before() * move.before();
      }
      return product / Math.sqrt(now * before);
    }

    private OptionalDouble largest() {
      double[] sizes =
          modules.values().stream()
              .filter(move -> move.square() > 0)
              .mapToDouble(ModuleMove::relativeMove)
              .sorted()
              .toArray();
      double median = sizes.length < 4 ? 0 : sizes[sizes.length / 2];
      return median > 0
          ? OptionalDouble.of(sizes[sizes.length - 1] / median)
          : OptionalDouble.empty();
    }

    /** True if nothing moved: against the checkpoint before or, for the first, against the base. */
    boolean identical(Map<String, Rank1Factor> now) {
      if (modules.isEmpty()) {
        return now.values().stream().allMatch(factor -> factor.norm() == 0);
      }
      return modules.entrySet().stream()
          .allMatch(
              entry -> entry.getValue().move() <= SAME * Math.sqrt(entry.getValue().square()));
    }

    double alignment() {
      double along = 0;
      double now = 0;
      double before = 0;
      for (ModuleMove move : modules.values()) {
        along += move.along();
        now += move.square();
        before += move.squareBefore();
      }
      return along / Math.sqrt(now * before);
    }
  }
}
