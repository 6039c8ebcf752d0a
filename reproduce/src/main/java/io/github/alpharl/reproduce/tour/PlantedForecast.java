package io.github.alpharl.reproduce.tour;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.factor.product.Agreement;
import io.github.alpharl.report.Table;
import java.nio.file.Path;

/**
 * What a forecast of a planted run is worth against keeping the last observed checkpoint.
 *
 * @param run the run
 * @param predicted the model that was forecast
 * @param targetAccuracy what it was forecast for
 * @param predictedError ‖predicted − actual‖ / ‖actual‖ of all updates
 * @param heldError the same of the last observed checkpoint
 * @param predictedCosine cosine of predicted and actual updates
 * @param heldCosine the same of the last observed checkpoint
 */
public record PlantedForecast(
    String run,
    String predicted,
    double targetAccuracy,
    double predictedError,
    double heldError,
    double predictedCosine,
    double heldCosine) {

  /**
   * Compares {@code predicted} and the step {@code held} of {@code run} with its step {@code end}.
   */
  public static PlantedForecast of(Path run, Path predicted, double target, long held, long end) {
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint actual = HfCheckpoint.open(run.resolve("step-" + end));
        HfCheckpoint kept = HfCheckpoint.open(run.resolve("step-" + held));
        HfCheckpoint guess = HfCheckpoint.open(predicted)) {
      Agreement ofGuess = Agreement.of(base, actual, guess);
      Agreement ofKept = Agreement.of(base, actual, kept);
      return new PlantedForecast(
          run.toString(),
          predicted.toString(),
          target,
          ofGuess.relativeError(),
          ofKept.relativeError(),
          ofGuess.cosine(),
          ofKept.cosine());
    }
  }

  /** For people; {@code window} is what the forecast saw. */
  public Table table(String window) {
    Table table = new Table("against the real last update", "relative error", "cosine");
    table.row(
        "predicted from the first " + window,
        Table.number(predictedError, 3),
        Table.number(predictedCosine, 3));
    table.row("last observed checkpoint", Table.number(heldError, 3), Table.number(heldCosine, 3));
    return table;
  }
}
