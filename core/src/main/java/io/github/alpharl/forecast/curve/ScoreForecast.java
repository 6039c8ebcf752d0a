package io.github.alpharl.forecast.curve;

import io.github.alpharl.factor.Parallel;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The scores to come, with the interval in which measured ones are expected.
 *
 * <p>The curve is that of {@link CurveChoice}. The interval is a parametric bootstrap: scores are
 * drawn again and again about the curve at the observed steps, each series has all curves fitted
 * and one chosen anew, and its value at every step, with the scatter of one more measurement, joins
 * the draws. Between the draws' 2.5 and 97.5 per cent lies the doubt about parameters, choice of
 * curve and sampling. What no resampling about one curve can know, that the truth follows none of
 * them, is judged by the leave-future-out error, which widens the interval in quadrature.
 *
 * <p>RL runs steepen where curves that have only seen their beginning do not, so that the truth
 * lies above the curve far more often than below. Upwards the interval therefore also allows for a
 * logit of the score that is {@value #STEEPER}·ln(t/T) higher at step t after a window that ends at
 * T; the constant is measured on runs of the lab (docs/forecasting.md).
 *
 * <p>Scores of n samples are drawn as binomial shares of n/s samples, where s ≥ 1 is the factor by
 * which the scatter about the curve exceeds the binomial one; of an unknown number as Gaussian,
 * with the deviation of the residuals.
 *
 * @param choice of the curve, read off at the last step
 * @param points by step
 * @param draws series that were drawn
 * @param refits those of them that a curve could be fitted to
 * @param binomial true where the numbers of samples are known
 * @param excess s, or the residuals' variance where they are not
 */
public record ScoreForecast(
    CurveChoice choice,
    List<Point> points,
    int draws,
    int refits,
    boolean binomial,
    double excess) {

  private static final double LEVEL = 0.95;
  private static final double STEEPER = 1;

  /** Odd, of mixed bits: neighbouring steps get streams far apart. */
  private static final long STEP_MIX = 0xC2B2AE3D27D4EB4FL;

  private static final double NORMAL_95 = 1.959963984540054;

  /** The curve and the interval of a measured score at one step. */
  public record Point(long step, double value, double low, double high) {}

  /**
   * The forecast from {@code observed} for {@code steps} (not empty).
   *
   * @param draws of the bootstrap
   * @param seed of its random numbers: the same seed gives the same interval at a step, on any
   *     threads and whatever the other steps
   * @throws UsageException for too few scores, or when no curve fits
   */
  public static ScoreForecast of(
      ScoreSeries observed, List<Long> steps, int draws, long seed, int threads) {
    CurveChoice choice = CurveChoice.of(observed, steps.getLast());
    Points points = new Points(observed.scores());
    CurveFit fit = CurveChoice.judge(points).getFirst().fit();
    Noise noise = new Noise(points, fit);
    List<double[]> drawn =
        Parallel.map(
                threads,
                LongStream.range(0, draws).boxed().toList(),
                draw -> draw(noise, steps, new SplittableRandom(seed * draws + draw)))
            .stream()
            .flatMap(Optional::stream)
            .toList();
    if (drawn.isEmpty()) {
      throw UsageException.of(
          "no saturating curve fits scores drawn about the one through the %d observed; widen the"
              + " window",
          points.size());
    }
    List<Point> forecast = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      forecast.add(noise.point(steps.get(i), column(drawn, i), choice.futureError()));
    }
    return new ScoreForecast(
        choice, forecast, draws, drawn.size(), points.isWeighted(), fit.scale());
  }

  /** What is forecast at {@code step}, one of those that were asked for. */
  public Point at(long step) {
    return points.stream().filter(point -> point.step() == step).findFirst().orElseThrow();
  }

  /** The first of the steps whose forecast is at least {@code accuracy}, if one is. */
  public OptionalLong firstReaching(double accuracy) {
    return points.stream().filter(point -> point.value() >= accuracy).mapToLong(Point::step).min();
  }

  /**
   * The warning that the scores' rise is foretold rather than observed; the interval cannot be
   * narrow then, as every curve that bends later fits as well.
   *
   * @param observed the scores that this was made of
   */
  public Optional<String> caution(ScoreSeries observed) {
    double seen = observed.scores().getLast().accuracy() - observed.scores().getFirst().accuracy();
    double foretold = points.getLast().value() - observed.scores().getLast().accuracy();
    return foretold <= Math.max(0, seen)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the curve foretells a gain of %s after an observed gain of %s: where the scores"
                    + " bend is a guess",
                Wording.number(foretold),
                Wording.number(seen)));
  }

  /** The scatter at a step has random numbers of its own: it depends on no other step. */
  private static Optional<double[]> draw(Noise noise, List<Long> steps, RandomGenerator random) {
    Points series = noise.series(random);
    long key = random.nextLong();
    return CurveChoice.judge(series).stream()
        .findFirst()
        .map(
            best ->
                steps.stream()
                    .mapToDouble(
                        step ->
                            noise.measured(
                                best.fit().at((double) step),
                                new SplittableRandom(key ^ step * STEP_MIX)))
                    .toArray());
  }

  private static double[] column(List<double[]> rows, int i) {
    return rows.stream().mapToDouble(row -> row[i]).toArray();
  }

  /** Linear between the order statistics. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** How measured scores scatter about a curve. */
  private record Noise(Points points, CurveFit fit) {

    Point point(long step, double[] draws, double futureError) {
      double value = Math.clamp(fit.at((double) step), 0, 1);
      Arrays.sort(draws);
      double ahead = step / points.t(points.size() - 1);
      // Only steps that the curve has not seen can miss it by its error about the future.
      double miss = ahead > 1 ? NORMAL_95 * futureError : 0;
      double below = Math.max(0, value - quantile(draws, (1 - LEVEL) / 2));
      double above = Math.max(0, quantile(draws, (1 + LEVEL) / 2) - value);
      double low = Math.max(0, value - Math.hypot(below, miss));
      double high = Math.min(1, value + Math.hypot(above, miss));
      return new Point(step, value, low, ahead > 1 ? steeper(value, high, ahead) : high);
    }

    /** The upper end where the score may steepen, with the scatter of one more measurement. */
    private double steeper(double value, double high, double ahead) {
      double gain = STEEPER * Math.log(ahead);
      double odds = Math.exp(gain) * value / (1 - value);
      double steep = value >= 1 ? 1 : odds / (1 + odds);
      double top = value + Math.hypot(high - value, steep - value);
      if (top >= 1) {
        return 1;
      }
      OptionalLong samples = middle();
      double variance = samples.isPresent() ? top * (1 - top) / samples.getAsLong() : 0;
      double reached = top + NORMAL_95 * Math.sqrt(variance);
      // One wrong answer fewer than one can be measured is none.
      boolean all = samples.isPresent() && reached > 1 - 1.0 / samples.getAsLong();
      return all ? 1 : Math.min(1, reached);
    }

    private OptionalLong middle() {
      long[] samples =
          points.scores().stream().mapToLong(s -> s.samples().orElse(0)).sorted().toArray();
      long middle = samples[samples.length / 2];
      return points.isWeighted() ? OptionalLong.of(middle) : OptionalLong.empty();
    }

    /** Scores at the observed steps. */
    Points series(RandomGenerator random) {
      List<Score> scores = new ArrayList<>();
      for (Score score : points.scores()) {
        double truth = fit.at((double) score.step());
        scores.add(
            new Score(
                score.step(), measured(truth, score.samples().orElse(0), random), score.samples()));
      }
      return new Points(scores);
    }

    /** One more score, of as many samples as the middle one of the observed. */
    double measured(double truth, RandomGenerator random) {
      return measured(truth, middle().orElse(0), random);
    }

    private double measured(double truth, long samples, RandomGenerator random) {
      double share = Math.clamp(truth, 0, 1);
      if (!points.isWeighted()) {
        return Math.clamp(share + Math.sqrt(fit.scale()) * random.nextGaussian(), 0, 1);
      }
      long effective = Math.max(1, Math.round(samples / fit.scale()));
      return (double) Binomial.draw(effective, share, random) / effective;
    }
  }
}
