package io.github.alpharl.forecast.curve;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.ScoreSeries;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A score at a future step, read off the saturating curve that has foretold the observed scores
 * best.
 *
 * <p>Leave-future-out error: for up to {@value #ORIGINS} origins in the second half of the scores,
 * the curve is fitted to the scores before and judged on all after, root mean square over all.
 *
 * @param curve the one chosen
 * @param parameters by name, in natural units
 * @param value y* at the target step
 * @param low lower end of a 95 % interval within [0, 1], from the doubt about the parameters (delta
 *     method) and the leave-future-out error, added in quadrature
 * @param high upper end likewise
 * @param futureError its leave-future-out error, in accuracy
 * @param candidates all curves that fit, best first: what the others say is part of the doubt
 */
public record CurveChoice(
    SaturatingCurve curve,
    Map<String, Double> parameters,
    double value,
    double low,
    double high,
    double futureError,
    List<Candidate> candidates) {

  static final int LEAST_POINTS = 4;
  static final int ORIGINS = 8;
  private static final double NORMAL_95 = 1.959963984540054;

  /** What one curve says at the target step, and how it has done on the observed scores. */
  public record Candidate(SaturatingCurve curve, double value, double futureError) {}

  /**
   * Reads the score at {@code step} off the best curve through {@code observed}.
   *
   * @throws UsageException for fewer than {@value #LEAST_POINTS} scores, or when no curve fits
   */
  public static CurveChoice of(ScoreSeries observed, long step) {
    if (observed.scores().size() < LEAST_POINTS) {
      throw UsageException.of(
          "a target step needs at least %d scores in the window to fit a curve, found %d; widen the"
              + " window or name a target accuracy",
          LEAST_POINTS, observed.scores().size());
    }
    Points points = new Points(observed.scores());
    List<Judged> judged = judge(points);
    if (judged.isEmpty()) {
      throw UsageException.of(
          "no saturating curve fits the %d observed scores; name a target accuracy", points.size());
    }
    return choice(judged, step);
  }

  /** All curves that fit, best first. */
  static List<Judged> judge(Points points) {
    return Arrays.stream(SaturatingCurve.values())
        .flatMap(curve -> judge(curve, points).stream())
        .sorted(Comparator.comparingDouble(Judged::futureError))
        .toList();
  }

  private static CurveChoice choice(List<Judged> judged, long step) {
    CurveFit best = judged.getFirst().fit();
    double value = best.at((double) step);
    double error = judged.getFirst().futureError();
    double half = NORMAL_95 * Math.hypot(best.deviation((double) step), error);
    return new CurveChoice(
        best.curve(),
        best.curve().named(best.parameters()),
        value,
        Math.clamp(value - half, 0, 1),
        Math.clamp(value + half, 0, 1),
        error,
        judged.stream().map(j -> j.candidate(step)).toList());
  }

  /** A curve with its leave-future-out error. */
  record Judged(CurveFit fit, double futureError) {
    Candidate candidate(long step) {
      return new Candidate(fit.curve(), fit.at((double) step), futureError);
    }
  }

  private static Optional<Judged> judge(SaturatingCurve curve, Points points) {
    return CurveFit.of(curve, points).map(fit -> new Judged(fit, futureError(curve, points)));
  }

  private static double futureError(SaturatingCurve curve, Points points) {
    int first = Math.max(LEAST_POINTS - 1, (points.size() + 1) / 2);
    int origins = Math.min(ORIGINS, points.size() - first);
    double squares = 0;
    int count = 0;
    for (int o = 0; o < origins; o++) {
      int known = first + o * (points.size() - first) / origins;
      squares += squaredErrors(CurveFit.of(curve, points.first(known)), points, known);
      count += points.size() - known;
    }
    return Math.sqrt(squares / count);
  }

  private static double squaredErrors(Optional<CurveFit> fit, Points points, int from) {
    double sum = 0;
    for (int i = from; i < points.size(); i++) {
      double error = fit.isEmpty() ? 1 : fit.get().at(points.t(i)) - points.y(i);
      sum += error * error;
    }
    return sum;
  }
}
