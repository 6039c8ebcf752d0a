package io.github.alpharl.study;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to predict where it was not said, and whether holding the last checkpoint would have been
 * nearer: by a cheap backtest, which compares a few modules of a window only.
 *
 * @param study the run
 * @param counting how its steps are counted, and how many are planned
 * @param steps the observed window
 * @param series read where a forecaster needs it
 */
public record NearestForecast(
    RunStudy study, StepCounting counting, List<Long> steps, LateScores series) {

  /** Those that are tried, holding among them. */
  public static final List<String> CANDIDATES =
      List.of(
          "hold",
          "extrapolate",
          "velocity:lag=1",
          "velocity:lag=4",
          "relex",
          "alpharl",
          "alpharl:full");

  /** So many modules are compared, evenly spread over the model. */
  static final int MODULES = 16;

  private static final String HOLD = "hold";

  /**
   * The step to predict, and why it.
   *
   * @param why such as "the last of the 80 steps that FILE plans"
   */
  public record Aim(long step, String why) {}

  /**
   * The forecaster that came nearest.
   *
   * @param name of it
   * @param found all, the nearest first
   */
  public record Choice(String name, Comparison found) {

    /** Why it was chosen, in one sentence. */
    public String why() {
      Comparison.Row best = found.choice().orElseThrow();
      String others =
          String.join(
              ", ",
              found.rows().stream()
                  .filter(row -> row.refused() == null && !row.name().equals(best.name()))
                  .map(row -> row.name() + " " + Wording.number(row.relativeError()))
                  .toList());
      return "%s chosen: fitted to steps %d to %d it comes nearest to step %d (relative error %s; %s)"
          .formatted(
              best.name(),
              found.fitted().getFirst(),
              found.fitted().getLast(),
              found.predicted(),
              Wording.number(best.relativeError()),
              others);
    }
  }

  /** The same with other steps. */
  public NearestForecast with(List<Long> others) {
    return new NearestForecast(study, counting, others, series);
  }

  /**
   * The step that is predicted unless another one is named: the end of the plan, else the run's
   * last checkpoint, else as far beyond the window as the backtest goes beyond its part.
   */
  public Aim aim() {
    long end = steps.getLast();
    long last = study.run().steps().lastKey();
    long planned = counting.planned().orElse(0);
    if (planned > end) {
      return new Aim(planned, "the last of the planned steps");
    }
    if (last > end) {
      return new Aim(last, "the run's last checkpoint");
    }
    List<Long> fitted = Backtest.fitted(steps, Backtest.FIT);
    long far = Math.round((double) end * end / fitted.getLast());
    return new Aim(
        far,
        "as far beyond step %d as the backtest goes beyond step %d"
            .formatted(end, fitted.getLast()));
  }

  /**
   * The nearest of {@code names}; those that need scores are left out where there are none.
   *
   * @throws UsageException where the window is too short for a backtest
   */
  public Choice choose(Forecasters known, List<String> names, boolean scored) {
    Map<String, Forecaster> chosen = new LinkedHashMap<>(known.named(names));
    chosen.values().removeIf(forecaster -> forecaster.needs().scores() && !scored);
    Comparison found = backtest(chosen, Backtest.TargetKind.STEP);
    return new Choice(found.choice().orElseThrow().name(), found);
  }

  /**
   * A caution where holding the last fitted checkpoint was nearer to the window's end than {@code
   * forecaster}; empty, too, where the window is too short to tell.
   */
  public Optional<String> holding(String name, Forecaster forecaster, Target target) {
    if (steps.size() < 3 || name.equals(HOLD)) {
      return Optional.empty();
    }
    Map<String, Forecaster> both = new LinkedHashMap<>(Forecasters.standard().named(List.of(HOLD)));
    both.put(name, forecaster);
    Comparison found =
        backtest(
            both,
            target instanceof Target.ByAccuracy
                ? Backtest.TargetKind.ACCURACY
                : Backtest.TargetKind.STEP);
    return caution(name, found);
  }

  /** The same from a backtest that is there. */
  public static Optional<String> caution(String name, Comparison found) {
    Optional<Double> held = error(HOLD, found);
    Optional<Double> own = error(name, found);
    if (held.isEmpty() || own.isEmpty() || own.get() < held.get() || name.equals(HOLD)) {
      return Optional.empty();
    }
    return Optional.of(
        "holding was nearer: fitted to steps %d to %d, %s misses step %d by %s of its update, the"
                .formatted(
                    found.fitted().getFirst(),
                    found.fitted().getLast(),
                    name,
                    found.predicted(),
                    Wording.number(own.get()))
            + " last fitted checkpoint by "
            + Wording.number(held.get())
            + "; a nearer update is not always the better model");
  }

  private static Optional<Double> error(String name, Comparison found) {
    return found.rows().stream()
        .filter(row -> row.name().equals(name) && row.refused() == null)
        .map(Comparison.Row::relativeError)
        .findFirst();
  }

  private Comparison backtest(Map<String, Forecaster> chosen, Backtest.TargetKind kind) {
    List<Long> fitted = Backtest.fitted(steps, Backtest.FIT);
    try (ObservedWindow few =
        new ObservedWindow(
            study,
            steps,
            series,
            Backtest.needs(chosen),
            counting.quietly().clock(fitted, steps.getLast()),
            MODULES)) {
      return new Backtest(few, fitted, kind, series).run(chosen, Optional.empty());
    }
  }
}
