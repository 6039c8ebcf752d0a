package io.github.alpharl.study.search;

import io.github.alpharl.forecast.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A forecast to try.
 *
 * @param name unique in the search
 * @param forecaster its name
 * @param goal what it aims at
 * @param adjustments of the forecast, one after the other
 */
public record Candidate(String name, String forecaster, Goal goal, List<Adjustment> adjustments) {

  /** The forecast as it is. */
  static Candidate of(String name, String forecaster, Goal goal) {
    return new Candidate(name, forecaster, goal, List.of());
  }

  /** What was adjusted, if anything. */
  Optional<String> words() {
    return adjustments.isEmpty()
        ? Optional.empty()
        : Optional.of(
            adjustments.stream().map(Adjustment::words).collect(Collectors.joining("; then ")));
  }

  /** This with one more adjustment. */
  Candidate with(Adjustment adjustment, String place) {
    List<Adjustment> all = new ArrayList<>(adjustments);
    all.add(adjustment);
    return new Candidate(name + " " + place, forecaster, goal, List.copyOf(all));
  }
}
