package io.github.alpharl.score;

import io.github.alpharl.failure.Wording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Scores after those between two saves were moved to a save.
 *
 * @param series all scores, the moved ones at their new steps; one that could not move stays
 * @param moves the moved ones as "12 to 10", in order of step
 */
public record JoinedScores(ScoreSeries series, List<String> moves) {

  static JoinedScores of(ScoreSeries series, List<Long> saves) {
    TreeSet<Long> sorted = new TreeSet<>(saves);
    TreeMap<Long, Score> nearest = new TreeMap<>(); // by save, of those without an own score
    for (Score score : series.scores()) {
      Long save = target(sorted, score.step());
      if (save != null && series.at(save).isEmpty()) {
        nearest.merge(save, score, (one, two) -> nearer(save, one, two));
      }
    }
    Set<Score> moving = new HashSet<>(nearest.values());
    List<Score> joined = new ArrayList<>();
    series.scores().stream().filter(score -> !moving.contains(score)).forEach(joined::add);
    List<String> moves = new ArrayList<>();
    nearest.forEach(
        (save, score) -> {
          joined.add(new Score(save, score.accuracy(), score.samples()));
          moves.add(score.step() + " to " + save);
        });
    return new JoinedScores(new ScoreSeries(joined), moves);
  }

  private static Score nearer(long save, Score one, Score two) {
    return Math.abs(two.step() - save) < Math.abs(one.step() - save) ? two : one;
  }

  /**
   * The save to which a score of {@code step} belongs; null where none is near, or it is a save.
   */
  private static Long target(TreeSet<Long> saves, long step) {
    Long below = saves.floor(step);
    Long above = saves.ceiling(step);
    if (below == null) {
      Long next = above == null ? null : saves.higher(above);
      return next != null && 2 * (above - step) <= next - above ? above : null;
    }
    if (above == null) {
      Long before = saves.lower(below);
      return before != null && 2 * (step - below) <= below - before ? below : null;
    }
    if (below == step) {
      return null;
    }
    return step - below <= above - step ? below : above;
  }

  /** What was moved, in one sentence; empty if nothing was. */
  public Optional<String> note() {
    return moves.isEmpty()
        ? Optional.empty()
        : Optional.of(
            moves.size()
                + (moves.size() == 1 ? " score counts" : " scores count")
                + " for the nearest save (step "
                + Wording.firstFive(moves)
                + ")");
  }
}
