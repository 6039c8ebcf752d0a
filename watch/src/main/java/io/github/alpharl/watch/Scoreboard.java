package io.github.alpharl.watch;

import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The newest validations and rewards by step; an attempt that goes back replaces them. */
final class Scoreboard {

  private static final int MOST = 2000;

  private final NavigableMap<Long, ScorePoint> validation = new TreeMap<>();
  private final NavigableMap<Long, ScorePoint> reward = new TreeMap<>();

  void add(MetricRow row) {
    put(validation, row, Signal.VALIDATION);
    put(reward, row, Signal.REWARD);
  }

  private static void put(NavigableMap<Long, ScorePoint> into, MetricRow row, Signal signal) {
    Double value = row.values().get(signal);
    if (value != null && Double.isFinite(value)) {
      into.put(row.step(), new ScorePoint(row.step(), value));
      if (into.size() > MOST) {
        into.pollFirstEntry();
      }
    }
  }

  void begin(long step) {
    validation.tailMap(step, true).clear();
    reward.tailMap(step, true).clear();
  }

  /** The outlook by validation where there is enough of it, else by reward. */
  Optional<Course> outlook(OptionalDouble wanted) {
    Optional<Course> held =
        Course.of("validation", List.copyOf(validation.values()), OptionalLong.empty(), wanted);
    return held.isPresent()
        ? held
        : Course.of("reward", List.copyOf(reward.values()), OptionalLong.empty(), wanted);
  }

  /** Validation by step where there are three of them, else the reward. */
  Scored scored() {
    boolean held = validation.size() >= 3;
    NavigableMap<Long, Double> values = new TreeMap<>();
    (held ? validation : reward).forEach((step, value) -> values.put(step, value.value()));
    return new Scored(held ? "validation" : "reward", values);
  }

  /**
   * A series of scores.
   *
   * @param of which
   * @param values by step
   */
  record Scored(String of, NavigableMap<Long, Double> values) {}

  /** The step with the best validation. */
  OptionalLong best() {
    OptionalLong best = OptionalLong.empty();
    double most = Double.NEGATIVE_INFINITY;
    for (ScorePoint score : validation.values()) {
      if (score.value() > most) {
        most = score.value();
        best = OptionalLong.of(score.step());
      }
    }
    return best;
  }
}
