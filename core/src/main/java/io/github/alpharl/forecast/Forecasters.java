package io.github.alpharl.forecast;

import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Forecasters by what a user writes: a name and options, such as {@code velocity:lag=3} or {@code
 * alpharl:logit:full:cap=2}. Other rooms add families of their own.
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

  private static final Forecasters OF_THIS_ROOM =
      new Forecasters(
          FORMS,
          List.of(
              new Family("hold", Set.of(), _ -> new Hold()),
              new Family(
                  "extrapolate",
                  Set.of("first", "damp=", "cap="),
                  text -> damped(text, new WeightExtrapolation(text.has("first")))),
              new Family(
                  "velocity",
                  Set.of("lag=", "factor=", "damp=", "cap="),
                  text -> damped(text, new Velocity(text.whole("lag", 2), factor(text)))),
              new Family(
                  "relex",
                  Set.of("rank=", "damp=", "cap="),
                  text -> damped(text, new Relex(text.whole("rank", 1)))),
              new Family(
                  "alpharl",
                  Set.of("logit", "step", "v", "full", "rank=", "r2=", "q2=", "damp=", "cap="),
                  text -> new AlphaRl(variant(text)))));

  private final String forms;
  private final Map<String, Family> families = new LinkedHashMap<>();

  /**
   * A kind of forecaster.
   *
   * @param name what its texts begin with
   * @param options the names of its options: flags as they are, others with a "=" at the end
   * @param maker makes one from a text whose options are known
   */
  public record Family(
      String name, Set<String> options, Function<ForecasterText, Forecaster> maker) {}

  private Forecasters(String forms, List<Family> families) {
    this.forms = forms;
    families.forEach(family -> this.families.put(family.name(), family));
  }

  /** Those of this room. */
  public static Forecasters standard() {
    return OF_THIS_ROOM;
  }

  /**
   * These and {@code family}.
   *
   * @param allForms what the help says about all of them
   */
  public Forecasters with(Family family, String allForms) {
    List<Family> all = new ArrayList<>(families.values());
    all.add(family);
    return new Forecasters(allForms, all);
  }

  /** The kinds, in the order in which they are listed. */
  public List<Family> families() {
    return List.copyOf(families.values());
  }

  /** The one of this room that {@code text} names; it never depends on a run. */
  public static Forecaster parse(String text) {
    return OF_THIS_ROOM.named(text);
  }

  /** The forecaster that {@code text} names; it never depends on a run. */
  public Forecaster named(String text) {
    ForecasterText parsed = new ForecasterText(text);
    Family family = families.get(parsed.name());
    if (family == null) {
      throw UsageException.of(
          "there is no forecaster '%s'%s; known are %s",
          text, Meant.hint(parsed.name(), families.keySet()), forms);
    }
    return family.maker().apply(parsed.read(family.options(), forms));
  }

  /** Those that {@code names} name, in this order, none twice. */
  public Map<String, Forecaster> named(List<String> names) {
    Map<String, Forecaster> chosen = new LinkedHashMap<>();
    names.stream().map(String::strip).distinct().forEach(name -> chosen.put(name, named(name)));
    return chosen;
  }

  private static Forecaster damped(ForecasterText text, Forecaster forecaster) {
    boolean plain = !text.has("damp") && !text.has("cap");
    return plain ? forecaster : new Damped(forecaster, text.damping(), text.cap());
  }

  private static OptionalDouble factor(ForecasterText text) {
    return text.has("factor")
        ? OptionalDouble.of(text.number("factor", 0))
        : OptionalDouble.empty();
  }

  private static Variant variant(ForecasterText text) {
    if (text.has("logit") && text.has("step")) {
      throw text.refused("name either logit or step");
    }
    Variant.Regressor regressor =
        text.has("logit")
            ? Variant.Regressor.LOGIT
            : text.has("step") ? Variant.Regressor.STEP : Variant.Regressor.ACCURACY;
    return new Variant(
        regressor,
        text.has("v"),
        text.damping(),
        text.cap(),
        text.whole("rank", 1),
        text.number("r2", Double.NEGATIVE_INFINITY),
        text.number("q2", Double.NEGATIVE_INFINITY),
        text.has("full") ? Composition.FULL : Composition.RANK1,
        OptionalDouble.empty());
  }
}
