package io.github.alpharl.score;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Scores and what was decided to get them.
 *
 * @param series the scores
 * @param source the file or directory that was read
 * @param metric the column they are from
 * @param notes what was chosen, left out or converted, one sentence each, to be said once; none for
 *     alpharl's own form
 */
public record ScoreReading(ScoreSeries series, Path source, String metric, List<String> notes) {

  /** Copies the notes. */
  public ScoreReading {
    notes = List.copyOf(notes);
  }

  /** This with scores between {@code saves} moved to the nearest of them, and a note of it. */
  public ScoreReading joinedTo(Collection<Long> saves) {
    JoinedScores joined = series.joinedTo(List.copyOf(saves));
    List<String> more = new ArrayList<>(notes);
    joined.note().ifPresent(more::add);
    return new ScoreReading(joined.series(), source, metric, more);
  }
}
