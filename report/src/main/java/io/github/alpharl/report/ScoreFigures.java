package io.github.alpharl.report;

import io.github.alpharl.forecast.curve.ScoreForecast;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Scores, their forecast and rewards as a page shows them. */
public final class ScoreFigures {

  /** Draws of the interval's bootstrap. */
  private static final int DRAWS = 100;

  private static final long SEED = 0;
  private static final int FORECAST_STEPS = 120;
  private static final int REWARD_STEPS = 1500;

  /** A window that is the whole run is forecast this much further. */
  private static final double BEYOND = 1.5;

  private ScoreFigures() {}

  /** All of {@code scores}. */
  public static List<ReportDocument.Point> points(ScoreSeries scores) {
    return scores.scores().stream()
        .map(
            score ->
                new ReportDocument.Point(
                    score.step(),
                    score.accuracy(),
                    score.samples().isPresent() ? score.samples().getAsLong() : null))
        .toList();
  }

  /**
   * The forecast from {@code seen}, drawn from its first step to the run's last, or beyond where
   * nothing later is known.
   *
   * @throws io.github.alpharl.failure.UsageException where the scores do not support one
   */
  public static ScoreForecast forecast(
      ScoreSeries all, ScoreSeries seen, List<Long> steps, int threads) {
    long last = LongStream.of(steps.getLast(), last(all)).max().orElseThrow();
    long horizon = last > last(seen) ? last : Math.round(BEYOND * last);
    List<Long> grid =
        Stream.of(all.steps().stream(), even(horizon).boxed(), Stream.of(horizon))
            .flatMap(s -> s)
            .filter(step -> seen.scores().isEmpty() || step >= seen.scores().getFirst().step())
            .distinct()
            .sorted()
            .toList();
    List<Long> shown = Thinning.at(grid, Thinning.places(grid.size(), FORECAST_STEPS));
    return ScoreForecast.of(seen, shown, DRAWS, SEED, threads);
  }

  private static long last(ScoreSeries scores) {
    return scores.scores().isEmpty() ? 0 : scores.scores().getLast().step();
  }

  private static LongStream even(long horizon) {
    return LongStream.rangeClosed(0, 40).map(i -> Math.round(horizon * i / 40.0));
  }

  /** {@code forecast} for the page, with what it says in words. */
  public static ReportDocument.Forecast document(ScoreForecast forecast, List<String> verdict) {
    List<ScoreForecast.Point> points = forecast.points();
    return new ReportDocument.Forecast(
        forecast.choice().curve().label(),
        forecast.choice().parameters(),
        forecast.choice().futureError(),
        forecast.choice().candidates().stream()
            .map(c -> new ReportDocument.Candidate(c.curve().label(), c.value(), c.futureError()))
            .toList(),
        points.stream().map(ScoreForecast.Point::step).toList(),
        values(points.stream().mapToDouble(ScoreForecast.Point::value)),
        values(points.stream().mapToDouble(ScoreForecast.Point::low)),
        values(points.stream().mapToDouble(ScoreForecast.Point::high)),
        forecast.draws(),
        forecast.refits(),
        forecast.binomial(),
        forecast.excess(),
        verdict);
  }

  /** {@code curve} for the page. */
  public static ReportDocument.Reward document(RewardCurve curve) {
    List<Integer> places = Thinning.places(curve.steps().size(), REWARD_STEPS);
    return new ReportDocument.Reward(
        curve.name(),
        Thinning.at(curve.steps(), places),
        values(Thinning.at(curve.values(), places).stream().mapToDouble(value -> value)));
  }

  /** What of {@code curve} is not shown. */
  public static List<String> thinned(RewardCurve curve) {
    int all = curve.steps().size();
    return all <= REWARD_STEPS
        ? List.of()
        : List.of("The " + curve.name() + " shows " + REWARD_STEPS + " of " + all + " steps.");
  }

  private static double[] values(DoubleStream values) {
    return values.toArray();
  }
}
