package io.github.alpharl.watch.trajectory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.factor.ModulePlace;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.json.Json;
import io.github.alpharl.linearity.ModuleProfile;
import io.github.alpharl.study.RunStudy;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * R² of a score on every module's rank-1 direction u₁ so far, and the path of u₁ on its first two
 * principal components. At most {@value #MOST_STEPS} checkpoints count, evenly spread.
 *
 * @param of which score
 * @param steps rising (T)
 * @param modules one a place, in the order of the run (M)
 */
public record Straightness(String of, List<Long> steps, Map<ModulePlace, ModuleProfile> modules) {

  private static final int LEAST_STEPS = 3;
  private static final int MOST_STEPS = 24;
  private static final int MOST_MODULES = 1000;
  private static final MathContext DIGITS = new MathContext(4);

  /** Copies. */
  public Straightness {
    steps = List.copyOf(steps);
    modules = new LinkedHashMap<>(modules);
  }

  /**
   * Of the checkpoints of {@code study} whose factors are stored.
   *
   * @param of names {@code scores}
   * @return empty while fewer than three of them have a score
   */
  public static Optional<Straightness> of(
      RunStudy study, String of, NavigableMap<Long, Double> scores) {
    List<Long> known = new ArrayList<>(new TreeSet<>(study.store().steps()));
    known.retainAll(scores.keySet());
    if (known.size() < LEAST_STEPS) {
      return Optional.empty();
    }
    List<Long> steps = spread(known);
    double[] y = steps.stream().mapToDouble(scores::get).toArray();
    try (RunFactors factors = new RunFactors(study.store(), steps)) {
      ModuleProfile.Steps all = new ModuleProfile.Steps(steps, steps, y, steps);
      Map<ModulePlace, ModuleProfile> modules = new LinkedHashMap<>();
      for (Map.Entry<ModulePlace, String> place : places(factors).entrySet()) {
        modules.put(place.getKey(), ModuleProfile.of(factors, place.getValue(), all));
      }
      return Optional.of(new Straightness(of, steps, modules));
    }
  }

  private static List<Long> spread(List<Long> steps) {
    return steps.size() <= MOST_STEPS
        ? steps
        : IntStream.range(0, MOST_STEPS)
            .mapToObj(i -> steps.get(Math.round((float) i * (steps.size() - 1) / (MOST_STEPS - 1))))
            .toList();
  }

  /** The first module of every layer and kind. */
  private static Map<ModulePlace, String> places(RunFactors factors) {
    Map<ModulePlace, String> places = new LinkedHashMap<>();
    for (String module : factors.modules()) {
      ModulePlace.of(module)
          .map(ModulePlace::ofAllExperts)
          .filter(place -> places.size() < MOST_MODULES || places.containsKey(place))
          .ifPresent(place -> places.putIfAbsent(place, module));
    }
    return places;
  }

  /**
   * {of, steps[T], modules[M] {name, layer, kind, r2, q2, path[T][2]}}; unknown figures are null.
   */
  public ObjectNode json() {
    ObjectNode json = Json.object().put("of", of);
    steps.forEach(json.putArray("steps")::add);
    ArrayNode all = json.putArray("modules");
    modules.forEach((place, profile) -> all.add(json(place, profile)));
    return json;
  }

  private static ObjectNode json(ModulePlace place, ModuleProfile profile) {
    ObjectNode json = Json.object().put("name", profile.name());
    json.put("layer", place.layer()).put("kind", place.kind());
    profile
        .line()
        .ifPresent(
            line -> {
              line.linearity().r2().ifPresent(r2 -> json.put("r2", rounded(r2)));
              line.linearity().q2().ifPresent(q2 -> json.put("q2", rounded(q2)));
            });
    ArrayNode path = json.putArray("path");
    for (double[] point : profile.plane()) {
      path.addArray().add(rounded(point[0])).add(rounded(point[1]));
    }
    return json;
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : 0;
  }
}
