package io.github.alpharl.study.search;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.race.Race;
import io.github.alpharl.race.Validation;
import java.util.List;

/**
 * What a search tries and how much it spends.
 *
 * @param forecasters those that names may name
 * @param candidates names of forecasters to try
 * @param reaches how far beyond the window each goes, in lengths of the window, or in what it has
 *     gained in accuracy
 * @param refinement how the best forecast is adjusted
 * @param race rounds, confirmation and error rate
 * @param validation how models are tried
 */
public record SearchPlan(
    Forecasters forecasters,
    List<String> candidates,
    List<Double> reaches,
    Refinement refinement,
    Race race,
    Validation validation) {

  /** Names that are tried unless others are asked for. */
  public static final List<String> CANDIDATES =
      List.of(
          "extrapolate", "velocity:lag=1", "velocity:lag=4", "relex", "alpharl", "alpharl:full");

  /** Reaches that are tried unless others are asked for. */
  public static final List<Double> REACHES = List.of(1.0, 3.0, 9.0);

  /** The refinement unless another one is asked for. */
  public static final Refinement REFINEMENT = new Refinement(22, List.of(0.5, 0.35));

  /** The race unless another one is asked for. */
  public static final Race RACE = new Race(64, 1024, 0.05);

  /**
   * Copies the lists.
   *
   * @throws UsageException for a reach that is not above 0
   */
  public SearchPlan {
    candidates = List.copyOf(candidates);
    reaches = List.copyOf(reaches);
  }

  /** This with the forecasts as they are. */
  public SearchPlan unrefined() {
    return new SearchPlan(forecasters, candidates, reaches, Refinement.NONE, race, validation);
  }

  /** What all candidates need of a window. */
  public Needs needs() {
    return candidates.stream()
        .map(name -> forecasters.named(name).needs())
        .reduce(Needs.NOTHING, Needs::and);
  }
}
