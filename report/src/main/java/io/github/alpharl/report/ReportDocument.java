package io.github.alpharl.report;

import java.util.List;
import java.util.Map;

/**
 * The content of a report, as the page's script reads it. A section that cannot be made is null and
 * its reason stands in {@code missing}.
 *
 * @param title name of the run
 * @param date of the newest input
 * @param versions of the programs involved
 * @param window the observed steps
 * @param accuracy scores and forecast
 * @param reward of every training step
 * @param trainer what else the trainer logged of every step
 * @param modules the laws of the updates
 * @param backtest the forecasters
 * @param evaluated models on held-out problems
 * @param missing reasons by section
 * @param refusals what was left out, and what to be careful about
 * @param commands by section
 * @param thinned what is not shown in full
 */
public record ReportDocument(
    String title,
    String date,
    Map<String, String> versions,
    Window window,
    Accuracy accuracy,
    Reward reward,
    List<Reward> trainer,
    Modules modules,
    Backtest backtest,
    List<EvaluatedModels.Model> evaluated,
    Map<String, String> missing,
    List<Refusal> refusals,
    List<Command> commands,
    List<String> thinned) {

  /** The observed part: as it was given, its first and last step and the number of checkpoints. */
  public record Window(String given, long first, long last, int checkpoints) {}

  /** Scores, with the forecast from those of the window, or null. */
  public record Accuracy(List<Point> points, Forecast forecast) {}

  /** A score; {@code samples} is null where it is unknown. */
  public record Point(long step, double accuracy, Long samples) {}

  /** A saturating curve with its interval by step. */
  public record Forecast(
      String curve,
      Map<String, Double> parameters,
      double futureError,
      List<Candidate> candidates,
      List<Long> steps,
      double[] value,
      double[] low,
      double[] high,
      int draws,
      int refits,
      boolean binomial,
      double excess,
      List<String> verdict) {}

  /** Another curve: its value at the last step and its leave-future-out error. */
  public record Candidate(String curve, double value, double futureError) {}

  /** A figure of every training step. */
  public record Reward(String name, List<Long> steps, double[] values) {}

  /**
   * All modules.
   *
   * @param count of them
   * @param checkpoints of which
   * @param scored steps of the fits
   * @param steps of {@code meanNorm} and the modules' norms and shares
   * @param planeSteps of the modules' trajectories
   * @param fitSteps of the modules' fits
   * @param fitAccuracies the scores at these
   */
  public record Modules(
      int count,
      int checkpoints,
      int scored,
      Double meanR2,
      Double meanQ2,
      Double meanR2Step,
      List<Long> steps,
      double[] meanNorm,
      double[] meanShare,
      List<Long> planeSteps,
      List<Long> fitSteps,
      double[] fitAccuracies,
      List<Integer> layers,
      List<String> kinds,
      List<Cell> cells,
      List<Module> shown) {}

  /**
   * A place in the heat map: means over its {@code of} modules, one but for experts.
   *
   * @param layer index into the layers
   * @param kind index into the kinds
   * @param module index into the modules that are shown, the first of the cell
   */
  public record Cell(
      int layer, int kind, Double r2, Double q2, Double r2Step, int of, int module) {}

  /** One module in detail; its fit is null where there are fewer than two scores. */
  public record Module(
      String name, double[] norm, double[] share, double[][] plane, double[] planeShare, Fit fit) {}

  /** The score on u₁: y = slope · z + intercept. */
  public record Fit(
      double[] z, double slope, double intercept, Double r2, Double q2, Double r2Step) {}

  /** Forecasters fitted to the window's first steps and met at its last. */
  public record Backtest(
      long firstFitted,
      long lastFitted,
      int fitted,
      long predicted,
      String choice,
      List<Forecaster> forecasters) {}

  /** One of them; figures are null where it refused. */
  public record Forecaster(
      String name, Double relativeError, Double cosine, Double normRatio, String refused) {}

  /** Something left out ("left out") or to be careful about ("caution"), and why. */
  public record Refusal(String kind, String what, String why) {}

  /** How a part of the page is made again. */
  public record Command(String section, String line) {}
}
