package io.github.alpharl.linearity;

import io.github.alpharl.factor.Parallel;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.failure.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The linearity of every module of a run, with averages over the modules that define them. */
public record LinearityTable(List<Linearity> modules) {

  /** Copies the list. */
  public LinearityTable {
    modules = List.copyOf(modules);
  }

  /**
   * Of all modules that {@code factors} hold.
   *
   * @param steps rising (T)
   * @param y the score of each (T)
   * @param threads modules at a time
   */
  public static LinearityTable of(RunFactors factors, List<Long> steps, double[] y, int threads) {
    return new LinearityTable(
        Parallel.map(
            threads,
            factors.modules(),
            module -> Linearity.of(factors.trajectory(module, steps), y)));
  }

  /** Mean R². */
  public OptionalDouble meanR2() {
    return mean(Linearity::r2);
  }

  /** Mean Q². */
  public OptionalDouble meanQ2() {
    return mean(Linearity::q2);
  }

  /** Mean R² against the step number. */
  public OptionalDouble meanR2Step() {
    return mean(Linearity::r2Step);
  }

  /** Modules whose R² is undefined: their direction, or the score, never moves. */
  public long undefined() {
    return modules.stream().filter(module -> module.r2().isEmpty()).count();
  }

  /** What these figures do not mean, one sentence each, for the user. */
  public List<String> cautions() {
    List<String> cautions = new ArrayList<>();
    if (modules.stream().anyMatch(Linearity::isMeaningless)) {
      cautions.add("two checkpoints always lie on a line: these R² mean nothing");
    }
    long still = modules.stream().filter(LinearityTable::isStill).count();
    if (still > 0) {
      cautions.add(
          Wording.count(still, "module never moves; its", "modules never move; their")
              + " R² is undefined");
    }
    if (undefined() > still) {
      cautions.add("the score is the same at all steps; R² against it is undefined");
    }
    return cautions;
  }

  /** True where the direction moves with nothing, not even with the step. */
  private static boolean isStill(Linearity module) {
    return module.r2().isEmpty() && module.r2Step().isEmpty();
  }

  /** R² by layer and kind (Figure 15 of the paper). */
  public Heatmap heatmap() {
    return heatmap(Linearity::r2);
  }

  /** Any one figure by layer and kind. */
  public Heatmap heatmap(Function<Linearity, OptionalDouble> figure) {
    Map<String, OptionalDouble> values = new LinkedHashMap<>();
    modules.forEach(module -> values.put(module.name(), figure.apply(module)));
    return Heatmap.of(values);
  }

  private OptionalDouble mean(Function<Linearity, OptionalDouble> figure) {
    return modules.stream().map(figure).flatMapToDouble(OptionalDouble::stream).average();
  }
}
