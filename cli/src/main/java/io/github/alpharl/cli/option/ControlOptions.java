package io.github.alpharl.cli.option;

import io.github.alpharl.accelerate.Control;
import io.github.alpharl.accelerate.Moments;
import io.github.alpharl.accelerate.Response;
import io.github.alpharl.accelerate.Settings;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.regrounding.Regrounding;
import java.util.List;
import picocli.CommandLine.Option;

/** Mixin: how a run's step size is controlled. */
public final class ControlOptions {

  /** A trainer behind a command starts anew for each leg. */
  private static final int LEAST_OF_COMMAND = 2;

  @Option(
      names = "--leg",
      paramLabel = "N",
      description =
          "Steps between two decisions (default: the fewest whose rollouts allow a search, at most 4;"
              + " with --trainer-command at least 2).")
  private Integer leg;

  @Option(
      names = "--budget",
      paramLabel = "STEPS",
      description = "Steps in all; in the lab by default those of the algorithm.")
  private Integer budget;

  @Option(
      names = "--max-search-share",
      paramLabel = "P%",
      description =
          "Most of all rollouts, training and searches together, that searches take (default: 60%%"
              + " with legs of one step, 40%% with those of up to 4, else 10%%).")
  private String share;

  @Option(
      names = "--error",
      defaultValue = "0.1",
      paramLabel = "P",
      description =
          "Largest probability that any decision of the whole run accepts a model that is no better"
              + " than the leg's end (default: ${DEFAULT-VALUE}).")
  private double error;

  @Option(
      names = "--factors",
      paramLabel = "F",
      split = ",",
      description =
          "Candidates W_e + F (W_e - W_s) of a leg from W_s to W_e: forward above 0, back below, -1"
              + " undoes the leg (default: ${DEFAULT-VALUE}).")
  private List<Double> factors = new Defaults<>(Regrounding.FACTORS);

  @Option(
      names = "--average",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Also try the mean of the last N checkpoints, 0 for none (default: ${DEFAULT-VALUE}).")
  private int average;

  @Option(
      names = "--forecasts",
      paramLabel = "NAME@REACH",
      split = ",",
      description =
          "Also try forecasts from the leg's own checkpoints, so many legs beyond its end, as relex@1"
              + " or alpharl:step@3; the leg needs at least 3 checkpoints (default: none).")
  private List<String> forecasts = List.of();

  @Option(
      names = "--control",
      defaultValue = "both",
      paramLabel = "jump|rate|both",
      description =
          "What an accepted candidate changes: the weights, the learning rate of the next legs (by"
              + " --rate-power forward, halved otherwise; the weights too where it goes back), or"
              + " both (default: ${DEFAULT-VALUE}).")
  private Control control;

  @Option(
      names = "--most-rate",
      defaultValue = "8",
      paramLabel = "X",
      description =
          "Largest factor by which one decision raises the learning rate (default:"
              + " ${DEFAULT-VALUE}).")
  private double mostRate;

  @Option(
      names = "--rate-power",
      defaultValue = "0.5",
      paramLabel = "P",
      description =
          "A forward candidate F multiplies the learning rate by (1 + F)^P: 1 keeps the pace of the"
              + " jump (default: ${DEFAULT-VALUE}).")
  private double ratePower;

  @Option(
      names = "--moments",
      defaultValue = "reset",
      paramLabel = "keep|reset",
      description =
          "What becomes of the optimizer's moments after a jump; a trainer behind a command does"
              + " that itself and finds $$ALPHARL_JUMPED (default: ${DEFAULT-VALUE}).")
  private Moments moments;

  @Option(
      names = "--plateau",
      defaultValue = "0",
      paramLabel = "GAIN",
      description =
          "End where three searched legs gain less accuracy than this over the three before, with"
              + " 95 %% confidence; 0 for never (default: ${DEFAULT-VALUE}).")
  private double plateau;

  /**
   * All of them.
   *
   * @param usual steps are the budget where none is given; 0 for a trainer behind a command
   * @param rolloutsPerStep training answers of one step, which decide the leg where none is given
   */
  public Settings settings(int usual, long rolloutsPerStep) {
    if (budget == null && usual == 0) {
      throw UsageException.of("--trainer-command needs --budget STEPS");
    }
    int steps = budget == null ? usual : budget;
    int fewest = Math.max(usual == 0 ? LEAST_OF_COMMAND : 1, Regrounding.leg(rolloutsPerStep));
    int between = leg == null ? Math.min(fewest, steps) : leg;
    return new Settings(
        steps,
        between,
        share(between),
        error,
        factors,
        average,
        forecasts,
        new Response(control, mostRate, ratePower, moments),
        plateau);
  }

  private double share(int between) {
    if (share == null) {
      return Regrounding.share(between);
    }
    String number = share.strip().replaceFirst("%$", "").strip();
    try {
      return Double.parseDouble(number) / 100;
    } catch (NumberFormatException e) {
      throw UsageException.because("--max-search-share must be per cent, as 10%, not " + share, e);
    }
  }
}
