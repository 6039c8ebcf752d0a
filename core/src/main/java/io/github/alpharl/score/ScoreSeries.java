package io.github.alpharl.score;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The scores of a run by step.
 *
 * @param scores in order of step, no step twice
 */
public record ScoreSeries(List<Score> scores) {

  /** Sorts by step. */
  public ScoreSeries {
    scores = scores.stream().sorted(Comparator.comparingLong(Score::step)).toList();
    if (scores.stream().map(Score::step).distinct().count() < scores.size()) {
      throw new IllegalArgumentException("a step has two scores: " + scores);
    }
  }

  /** The score of {@code step}, if there is one. */
  public Optional<Score> at(long step) {
    return scores.stream().filter(score -> score.step() == step).findFirst();
  }

  /** The first score that is {@code accuracy} or more. */
  public Optional<Score> firstReaching(double accuracy) {
    return scores.stream().filter(score -> score.accuracy() >= accuracy).findFirst();
  }

  /** Only the scores of steps up to {@code last}: what is known at the end of a window. */
  public ScoreSeries upTo(long last) {
    return new ScoreSeries(scores.stream().filter(score -> score.step() <= last).toList());
  }

  /** The step numbers. */
  public List<Long> steps() {
    return scores.stream().map(Score::step).toList();
  }

  /** The accuracies. */
  public double[] accuracies() {
    return scores.stream().mapToDouble(Score::accuracy).toArray();
  }

  /** Those of {@code steps} that have a score, in their order, and those that have none. */
  public ScoredSteps among(List<Long> steps) {
    return ScoredSteps.of(this, steps);
  }

  /**
   * The series with every score between two saves moved to the nearest of them, the earlier of two
   * equally near. A save that has a score of its own keeps it; of several scores the nearest moves.
   * A score before the first or after the last save moves over at most half the gap beside it.
   */
  public JoinedScores joinedTo(List<Long> saves) {
    return JoinedScores.of(this, saves);
  }

  /**
   * The accuracies of {@code steps}, in their order.
   *
   * @throws BadDataException when a step has none
   */
  public double[] accuracies(List<Long> steps) {
    List<Long> missing = steps.stream().filter(step -> at(step).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw BadDataException.of(
              "the scores file has no accuracy for %d of the %d checkpoints in use (step %s%s); add a"
                  + " line for each or leave these steps out of the window",
              missing.size(),
              steps.size(),
              String.join(", ", missing.stream().limit(5).map(Objects::toString).toList()),
              missing.size() > 5 ? ", …" : "")
          .as(Defect.MISSING);
    }
    return steps.stream().mapToDouble(step -> at(step).orElseThrow().accuracy()).toArray();
  }
}
