package io.github.alpharl.watch.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.score.table.StepNames;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which key of a log stands for which signal: the first that is found stays it, so that the series
 * is of one thing. Others for the same signal are noted once.
 */
final class KeyChoice {

  private static final int MOST_KEYS = 4096;
  private static final int MOST_NOTES = 100;

  /** What tells a trainer by its keys. */
  private static final Map<String, String> TRAINERS =
      Map.of(
          "actor/pg_loss", "verl",
          "optim/grad_norm", "prime-rl",
          "token_mult_prob_error", "NeMo-RL",
          "train/token_mult_prob_error", "NeMo-RL",
          "train/train_rollout_logprob_abs_diff", "slime",
          "train/actor_grad_norm", "OpenRLHF",
          "frac_reward_zero_std", "TRL",
          "train/frac_reward_zero_std", "TRL",
          "gradientNorm", "the lab");

  private final Map<String, Optional<Signal>> known = new HashMap<>();
  private final Map<Signal, String> chosen = new EnumMap<>(Signal.class);
  private final Map<String, Remark> notes = new LinkedHashMap<>();
  private String trainer = "";

  /** The row of {@code object}, flat or as verl's {"step", "data"}; empty if it has no step. */
  Optional<MetricRow> row(JsonNode object) {
    boolean nested = object.path("data").isObject();
    JsonNode data = nested ? object.path("data") : object;
    OptionalLong step = step(object);
    if (step.isEmpty() && nested) {
      step = step(data);
    }
    if (step.isEmpty()) {
      return Optional.empty();
    }
    Map<Signal, Double> values = new EnumMap<>(Signal.class);
    data.properties().forEach(entry -> add(values, entry.getKey(), entry.getValue()));
    return Optional.of(new MetricRow(step.getAsLong(), values));
  }

  private static OptionalLong step(JsonNode object) {
    int best = Integer.MAX_VALUE;
    OptionalLong step = OptionalLong.empty();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      OptionalInt rank = StepNames.rank(entry.getKey());
      double value = entry.getValue().isNumber() ? entry.getValue().doubleValue() : -1;
      boolean whole = value >= 0 && value == Math.rint(value) && value < 1L << 53;
      if (rank.isPresent() && rank.getAsInt() < best && whole) {
        best = rank.getAsInt();
        step = OptionalLong.of((long) value);
      }
    }
    return step;
  }

  private void add(Map<Signal, Double> values, String key, JsonNode value) {
    if (value.isNumber()) {
      put(values, key, value.doubleValue());
    } else if (value.isNull()) {
      put(values, key, Double.NaN); // as verl writes NaN and infinity
    } else if (value.isTextual() && NonFinite.is(value.asText())) {
      put(values, key, NonFinite.of(value.asText()));
    }
  }

  /** Puts what {@code key} says to the signal that it stands for, if it does. */
  void put(Map<Signal, Double> values, String key, double value) {
    Optional<Signal> signal = signal(key);
    signal
        .filter(found -> chosen.computeIfAbsent(found, _ -> key).equals(key))
        .ifPresent(found -> values.put(found, value));
    signal.filter(found -> !chosen.get(found).equals(key)).ifPresent(found -> note(found, key));
  }

  private Optional<Signal> signal(String key) {
    Optional<Signal> signal = known.get(key);
    if (signal == null) {
      signal = Signal.of(key);
      trainer = TRAINERS.getOrDefault(key, trainer);
      if (known.size() < MOST_KEYS) {
        known.put(key, signal);
      }
    }
    return signal;
  }

  private void note(Signal signal, String key) {
    if (notes.containsKey(key)) {
      return;
    }
    if (notes.size() < MOST_NOTES) {
      String sentence =
          "%s is read from '%s'; '%s' could be it, too, and is not read"
              .formatted(
                  signal.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  chosen.get(signal),
                  key);
      notes.put(key, Remark.of(sentence));
    } else {
      notes.put("", Remark.of("so could more than " + MOST_NOTES + " other keys"));
    }
  }

  /** The key that {@code signal} is read from. */
  Optional<String> key(Signal signal) {
    return Optional.ofNullable(chosen.get(signal));
  }

  /** The trainer whose keys these are, or "". */
  String trainer() {
    return trainer;
  }

  /** The names that were met, where none stands for a signal; else nothing. */
  Optional<String> strange() {
    List<String> names =
        known.keySet().stream().filter(key -> StepNames.rank(key).isEmpty()).sorted().toList();
    return chosen.isEmpty() && !names.isEmpty()
        ? Optional.of(Wording.firstFive(names))
        : Optional.empty();
  }

  /** Takes note of a name. */
  void meet(String key) {
    signal(key);
  }

  /** What was not read. */
  Collection<Remark> remarks() {
    return notes.values();
  }
}
