package io.github.alpharl.cli.option;

import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.race.Race;
import io.github.alpharl.study.search.Refinement;
import io.github.alpharl.study.search.SearchPlan;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: what a search tries and how much it spends. */
public final class SearchOptions {

  @Mixin private ValidationTask validation;

  @Option(
      names = "--candidates",
      paramLabel = "NAME",
      split = ",",
      description =
          "Forecasters that --search tries; some of "
              + AllForecasters.FORMS
              + " (default: ${DEFAULT-VALUE}).")
  private List<String> candidates = new Defaults<>(SearchPlan.CANDIDATES);

  @Option(
      names = "--reach",
      paramLabel = "F",
      split = ",",
      description =
          "How far --search goes beyond the window, in lengths of the window, or in what it has"
              + " gained in accuracy (default: ${DEFAULT-VALUE}).")
  private List<Double> reaches = new Defaults<>(SearchPlan.REACHES);

  @Option(
      names = "--refine",
      paramLabel = "SPREAD",
      split = ",",
      description =
          "Rounds in which --search adjusts the best forecast by groups of modules, drift and"
              + " curvature: how far each spreads the coefficients, 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Double> refine = new Defaults<>(SearchPlan.REFINEMENT.spreads());

  @Option(
      names = "--adjusted",
      paramLabel = "N",
      description = "Candidates of a round of --refine (default: ${DEFAULT-VALUE}).")
  private int adjusted = SearchPlan.REFINEMENT.candidates();

  @Option(
      names = "--first-round",
      paramLabel = "N",
      description =
          "Validation problems for every candidate of --search; the better half gets twice as many"
              + " in each further round (default: ${DEFAULT-VALUE}).")
  private int first = SearchPlan.RACE.first();

  @Option(
      names = "--confirm",
      paramLabel = "N",
      description =
          "Further validation problems, on which the winner must beat the last observed checkpoint"
              + " (default: ${DEFAULT-VALUE}).")
  private int confirm = SearchPlan.RACE.confirm();

  @Option(
      names = "--error",
      paramLabel = "P",
      description =
          "Largest probability that --search ends with a worse model than the last observed"
              + " checkpoint (default: ${DEFAULT-VALUE}).")
  private double error = SearchPlan.RACE.error();

  /** True if a command of the user's tries the models. */
  public boolean byCommand() {
    return validation.byCommand();
  }

  /** The search on validation problems of {@code task}. */
  public SearchPlan plan(String task) {
    return new SearchPlan(
        AllForecasters.ALL,
        candidates,
        reaches,
        refine.equals(List.of(0.0)) ? Refinement.NONE : new Refinement(adjusted, refine),
        new Race(first, confirm, error),
        validation.on(task));
  }
}
