package io.github.alpharl.study;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.curve.ScoreOutlook;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Where a run's score is going, from the scores within a window alone.
 *
 * @param study the run
 * @param counting how many steps are planned
 * @param scores all that are known
 * @param window what the forecast may see
 */
public record Outlook(RunStudy study, StepCounting counting, ScoreSeries scores, Window window) {

  /**
   * The outlook.
   *
   * @param at steps; where empty the end of the plan, else the last scored step, else twice the
   *     window
   * @param accuracy to be reached
   * @throws UsageException for too few scores, or steps that are not later
   */
  public ScoreOutlook of(List<Long> at, OptionalDouble accuracy) {
    List<Long> seen = counting.select(window, scores.steps());
    long end = seen.getLast();
    List<Long> steps = at.isEmpty() ? List.of(end(end)) : at.stream().sorted().distinct().toList();
    long planned = counting.planned().orElse(0);
    return ScoreOutlook.of(
        scores,
        end,
        steps,
        accuracy,
        planned > end ? OptionalLong.of(planned) : OptionalLong.empty(),
        study.options().threads());
  }

  private long end(long last) {
    long planned = counting.planned().orElse(0);
    long known = scores.steps().getLast();
    return planned > last ? planned : known > last ? known : 2 * last;
  }
}
