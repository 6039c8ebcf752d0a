package io.github.alpharl.score;

import java.nio.file.Path;
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
}
