package io.github.alpharl.study;

import io.github.alpharl.score.ScoreSeries;
import java.util.Optional;
import java.util.function.Supplier;

/** Scores that are read when somebody first asks for them. */
public final class LateScores implements Supplier<ScoreSeries> {

  private final Supplier<ScoreSeries> reading;
  private ScoreSeries series;

  /** Scores by {@code reading}. */
  public LateScores(Supplier<ScoreSeries> reading) {
    this.reading = reading;
  }

  @Override
  public synchronized ScoreSeries get() {
    if (series == null) {
      series = reading.get();
    }
    return series;
  }

  /** The scores if somebody has asked for them. */
  public synchronized Optional<ScoreSeries> seen() {
    return Optional.ofNullable(series);
  }
}
