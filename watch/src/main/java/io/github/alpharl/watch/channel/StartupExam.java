package io.github.alpharl.watch.channel;

import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * T1: what must hold in the first steps, when training and sampling have the same weights. A third
 * of public failures are faults of plumbing that show here.
 */
public final class StartupExam {

  /** The exam is over the first rows. */
  private static final int ROWS = 3;

  /** Mean absolute difference of probabilities that verl's documentation calls a problem. */
  private static final double PROBABILITY_DIFFERENCE = 0.01;

  /** NeMo-RL's documented limit of its multiplicative error. */
  private static final double MULTIPLICATIVE_ERROR = 1.05;

  /** What else says that both agree, nats a token. */
  private static final double LOG_DIFFERENCE = 0.1;

  private final Map<Signal, Double> worst = new EnumMap<>(Signal.class);
  private int rows;
  private Optional<Boolean> moved = Optional.empty();

  /**
   * One check.
   *
   * @param name such as {@code importance ratio}
   * @param state passed, failed or not logged
   * @param detail the value and the limit, in words
   */
  public record Check(String name, State state, String detail) {

    /** Its state, as people read it. */
    public String word() {
      return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** All of it, as people read it. */
    public String sentence() {
      return name + ": " + word() + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }

  /** How a check went. */
  public enum State {
    /** It holds. */
    PASSED,
    /** It does not. */
    FAILED,
    /** The log does not tell. */
    NOT_LOGGED
  }

  /** What {@code row}, one of the first, fails. */
  public List<Finding> metrics(MetricRow row, Function<Signal, Optional<String>> keys) {
    if (rows++ >= ROWS) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (Signal signal :
        List.of(Signal.RATIO, Signal.POLICY_KL, Signal.CLIP_SHARE, Signal.MISMATCH)) {
      Double value = row.values().get(signal);
      if (value != null && Double.isFinite(value)) {
        boolean before = worst.containsKey(signal) && fails(signal, worst.get(signal), keys);
        worst.merge(signal, value, (a, b) -> size(signal, a) >= size(signal, b) ? a : b);
        if (!before && fails(signal, value, keys)) {
          findings.add(finding(signal, row.step(), value, keys));
        }
      }
    }
    return findings;
  }

  private static double size(Signal signal, double value) {
    return signal == Signal.RATIO ? Math.abs(Math.log(Math.max(1e-9, value))) : Math.abs(value);
  }

  private static boolean fails(
      Signal signal, double value, Function<Signal, Optional<String>> keys) {
    return switch (signal) {
      case RATIO -> value < 0.5 || value > 2;
      case POLICY_KL -> Math.abs(value) > LOG_DIFFERENCE;
      case CLIP_SHARE -> value > 0.2;
      case MISMATCH -> Math.abs(value) > mismatchLimit(keys);
      default -> false;
    };
  }

  private static double mismatchLimit(Function<Signal, Optional<String>> keys) {
    String key = keys.apply(Signal.MISMATCH).orElse("");
    if (key.endsWith("token_mult_prob_error")) {
      return MULTIPLICATIVE_ERROR;
    }
    return key.endsWith("probs_diff_mean") ? PROBABILITY_DIFFERENCE : LOG_DIFFERENCE;
  }

  private static String limit(Signal signal, Function<Signal, Optional<String>> keys) {
    return switch (signal) {
      case RATIO -> "0.5 to 2";
      case CLIP_SHARE -> "at most 0.2";
      case MISMATCH -> "at most " + mismatchLimit(keys);
      default -> "at most " + LOG_DIFFERENCE;
    };
  }

  private static Finding finding(
      Signal signal, long step, double value, Function<Signal, Optional<String>> keys) {
    return Finding.exact(
        Finding.Tier.EXAM,
        "start-up: " + word(signal),
        Group.SAMPLER,
        step,
        String.format(
            Locale.ROOT,
            "%s is %.4g in the first steps, where %s is expected: training and sampling hold"
                + " different weights or compute differently; people check that the update reaches"
                + " the sampler, its precision and version",
            word(signal),
            value,
            limit(signal, keys)));
  }

  private static String word(Signal signal) {
    return signal == Signal.RATIO
        ? "importance ratio"
        : signal.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What {@code row}, if it is the first, fails: it must differ from the base. */
  public List<Finding> weights(WeightRow row) {
    if (moved.isPresent()) {
      return List.of();
    }
    moved = Optional.of(!row.identical());
    return row.identical()
        ? List.of(
            Finding.exact(
                Finding.Tier.EXAM,
                "start-up: weights",
                Group.WEIGHTS,
                row.step(),
                "the first checkpoint equals the base: nothing was trained, or what was trained is"
                    + " not what is saved"))
        : List.of();
  }

  /** All checks as they stand. */
  public List<Check> checks(Function<Signal, Optional<String>> keys) {
    List<Check> checks = new ArrayList<>();
    for (Signal signal :
        List.of(Signal.RATIO, Signal.POLICY_KL, Signal.CLIP_SHARE, Signal.MISMATCH)) {
      Double value = worst.get(signal);
      if (value == null) {
        checks.add(new Check(word(signal), State.NOT_LOGGED, ""));
      } else {
        State state = fails(signal, value, keys) ? State.FAILED : State.PASSED;
        String detail = String.format(Locale.ROOT, "%.4g; %s", value, limit(signal, keys));
        checks.add(new Check(word(signal), state, detail));
      }
    }
    checks.add(
        new Check(
            "weights",
            moved.map(yes -> yes ? State.PASSED : State.FAILED).orElse(State.NOT_LOGGED),
            moved.map(yes -> yes ? "differ from the base" : "equal the base").orElse("")));
    return checks;
  }
}
