package io.github.alpharl.factor;

import io.github.alpharl.failure.Wording;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Modules whose top direction is hardly one, because the second is nearly as long. */
public final class EqualDirections {

  /** From this σ₂/σ₁ on. */
  private static final double NEARLY_EQUAL = 0.95;

  private EqualDirections() {}

  /** The warning about {@code gaps}, σ₂/σ₁ by module; empty where there is nothing to warn of. */
  public static Optional<String> caution(Map<String, Double> gaps) {
    List<String> equal =
        gaps.entrySet().stream()
            .filter(gap -> gap.getValue() > NEARLY_EQUAL)
            .map(Map.Entry::getKey)
            .toList();
    return equal.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "in "
                + Wording.count(equal.size(), "module")
                + " σ₂ is over 95 % of σ₁, so that the top direction is hardly one: "
                + String.join(", ", equal.stream().limit(3).toList()));
  }
}
