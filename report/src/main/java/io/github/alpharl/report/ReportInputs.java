package io.github.alpharl.report;

import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.StepCounting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report is made of beside the run.
 *
 * @param steps with stored factors, rising
 * @param window what a forecast may see
 * @param counting how steps are counted
 * @param scores the file and what it holds, where there is one
 * @param evaluated the file and the models on held-out problems, where there is one
 * @param forecasters those to backtest, by name; none for no backtest
 * @param version of this program
 * @param hints what to do where something is missing
 */
public record ReportInputs(
    List<Long> steps,
    Window window,
    StepCounting counting,
    Optional<Named<ScoreSeries>> scores,
    Optional<Named<EvaluatedModels>> evaluated,
    Map<String, Forecaster> forecasters,
    String version,
    Hints hints) {

  /** What a file holds. */
  public record Named<T>(Path file, T content) {}

  /**
   * How a reader asks for what is missing.
   *
   * @param noScores why there are no scores, and what to do
   * @param askForScores what a forecaster that needs scores says without them
   * @param noBacktest why there is no backtest
   * @param commands that make the page and its parts again
   */
  public record Hints(
      String noScores,
      String askForScores,
      String noBacktest,
      List<ReportDocument.Command> commands) {}
}
