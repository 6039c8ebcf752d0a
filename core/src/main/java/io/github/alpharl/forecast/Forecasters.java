package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Forecasters by what a user writes: a name and options, such as {@code velocity:lag=3} or {@code
 * alpharl:logit:full:cap=2}.
 */
public final class Forecasters {

  /** The names with their options, for help texts. */
  public static final String FORMS =
      "hold, extrapolate[:first], velocity[:lag=N][:factor=C], relex[:rank=R],"
          + " alpharl[:logit|:step][:v][:full][:rank=K][:r2=B][:q2=B]; all but hold take"
          + " :damp=D and :cap=N";

  /** Those that are compared unless others are asked for. */
  public static final List<String> STANDARD =
      List.of(
          "hold",
          "extrapolate",
          "velocity",
          "relex",
          "alpharl",
          "alpharl:full",
          "alpharl:step",
          "alpharl:logit",
          "alpharl:v");

  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "hold", Set.of(),
          "extrapolate", Set.of("first", "damp", "cap"),
          "velocity", Set.of("lag", "factor", "damp", "cap"),
          "relex", Set.of("rank", "damp", "cap"),
          "alpharl", Set.of("logit", "step", "v", "full", "rank", "r2", "q2", "damp", "cap"));

  private static final Set<String> FLAGS = Set.of("first", "logit", "step", "v", "full");

  private final String text;
  private final String name;
  private final Map<String, String> options = new HashMap<>();

  private Forecasters(String text) {
    this.text = text;
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
    this.name = parts[0];
    if (!OPTIONS.containsKey(name)) {
      throw UsageException.of("there is no forecaster '%s'; known are %s", text, FORMS);
    }
    for (int i = 1; i < parts.length; i++) {
      add(parts[i]);
    }
  }

  private void add(String option) {
    int equals = option.indexOf('=');
    String key = equals < 0 ? option : option.substring(0, equals);
    boolean known = OPTIONS.get(name).contains(key) && FLAGS.contains(key) == (equals < 0);
    String value = option.substring(equals + 1);
    if (!known || options.put(key, value) != null) {
      throw UsageException.of(
          "forecaster '%s': cannot read '%s'; known are %s", text, option, FORMS);
    }
  }

  /** The forecaster that {@code text} names; it never depends on a run. */
  public static Forecaster parse(String text) {
    return new Forecasters(text).forecaster();
  }

  private Forecaster forecaster() {
    return switch (name) {
      case "hold" -> new Hold();
      case "extrapolate" -> damped(new WeightExtrapolation(options.containsKey("first")));
      case "velocity" -> damped(new Velocity(whole("lag", 2), factor()));
      case "relex" -> damped(new Relex(whole("rank", 1)));
      default -> new AlphaRl(variant());
    };
  }

  private Forecaster damped(Forecaster forecaster) {
    boolean plain = !options.containsKey("damp") && !options.containsKey("cap");
    return plain ? forecaster : new Damped(forecaster, damping(), cap());
  }

  private OptionalDouble factor() {
    return options.containsKey("factor")
        ? OptionalDouble.of(number("factor", 0))
        : OptionalDouble.empty();
  }

  private Variant variant() {
    if (options.containsKey("logit") && options.containsKey("step")) {
      throw UsageException.of("forecaster '%s': name either logit or step", text);
    }
    Variant.Regressor regressor =
        options.containsKey("logit")
            ? Variant.Regressor.LOGIT
            : options.containsKey("step") ? Variant.Regressor.STEP : Variant.Regressor.ACCURACY;
    return new Variant(
        regressor,
        options.containsKey("v"),
        damping(),
        cap(),
        whole("rank", 1),
        number("r2", Double.NEGATIVE_INFINITY),
        number("q2", Double.NEGATIVE_INFINITY),
        options.containsKey("full") ? Composition.FULL : Composition.RANK1,
        OptionalDouble.empty());
  }

  private double damping() {
    double damping = number("damp", 1);
    if (damping <= 0) {
      throw UsageException.of("forecaster '%s': damp must be over 0", text);
    }
    return damping;
  }

  private double cap() {
    double cap = number("cap", Double.POSITIVE_INFINITY);
    if (cap < 0) {
      throw UsageException.of("forecaster '%s': cap must not be negative", text);
    }
    return cap;
  }

  private int whole(String key, int otherwise) {
    double value = number(key, otherwise);
    if (value != Math.rint(value) || value < 1 || value > 1_000_000) {
      throw UsageException.of("forecaster '%s': %s must be a whole number from 1 on", text, key);
    }
    return (int) value;
  }

  private double number(String key, double otherwise) {
    if (!options.containsKey(key)) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(options.get(key));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw UsageException.of(
        "forecaster '%s': %s must be a number, not '%s'", text, key, options.get(key));
  }
}
