package io.github.alpharl.score;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.Wording;
import java.util.List;
import java.util.Optional;

/**
 * Which steps have scores.
 *
 * @param steps with a score, in the order asked for
 * @param accuracies one for each of {@code steps}, in [0, 1]
 * @param unscored the other steps, in the order asked for
 * @param elsewhere steps with scores that were not asked for
 */
public record ScoredSteps(
    List<Long> steps, double[] accuracies, List<Long> unscored, List<Long> elsewhere) {

  static ScoredSteps of(ScoreSeries series, List<Long> all) {
    List<Long> scored = all.stream().filter(step -> series.at(step).isPresent()).toList();
    return new ScoredSteps(
        scored,
        series.accuracies(scored),
        all.stream().filter(step -> series.at(step).isEmpty()).toList(),
        series.steps().stream().filter(step -> !all.contains(step)).toList());
  }

  /** "3 of the 16 checkpoints have no score and are left out (step 5, 10, 15)"; empty if all do. */
  public Optional<String> note() {
    if (unscored.isEmpty()) {
      return Optional.empty();
    }
    int all = steps.size() + unscored.size();
    String names = some(unscored);
    return Optional.of(
        unscored.size() == 1
            ? "1 of the %d checkpoints has no score and is left out (step %s)".formatted(all, names)
            : "%d of the %d checkpoints have no score and are left out (step %s)"
                .formatted(unscored.size(), all, names));
  }

  /**
   * This, if at least {@code least} steps have scores.
   *
   * @throws BadDataException otherwise, with the steps that have none
   */
  public ScoredSteps atLeast(int least) {
    if (steps.size() < least) {
      throw BadDataException.of(
              "%d of the %d checkpoints in use have a score and %d are needed (step %s without%s)",
              steps.size(),
              steps.size() + unscored.size(),
              least,
              some(unscored),
              elsewhere.isEmpty() ? "" : "; there are scores of step " + some(elsewhere))
          .as(Defect.MISSING)
          .by(elsewhere.isEmpty() ? Setting.SCORES : Setting.NEAREST_SCORES);
    }
    return this;
  }

  private static String some(List<Long> steps) {
    return Wording.firstFive(steps.stream().map(String::valueOf).toList());
  }
}
