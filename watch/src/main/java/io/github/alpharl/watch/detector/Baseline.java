package io.github.alpharl.watch.detector;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a series' own past foretells for its next value. Four forecasts compete, the median of the
 * newest values, the line through them (Theil and Sen), the last value, and the line through the
 * last four, and the one that missed least so far is taken: that takes levels, trends, random walks
 * and smooth curves out, so that what is left is close to noise. Its scatter is taken from its own
 * misses.
 */
public final class Baseline {

  private static final int VALUES = 16;
  private static final int NEWEST = 4;
  private static final int MISSES = 32;
  private static final int LEAST_VALUES = 4;
  private static final int LEAST_MISSES = 5;

  /** Median absolute deviation of a normal distribution to its standard deviation. */
  private static final double TO_DEVIATION = 1.4826;

  /** The scale is estimated, from so few misses: it is taken wider. */
  private static final double WIDER = 1.15;

  private static final double WIDER_WHEN_FEW = 4;

  /** A livelier forecast takes the place of a calmer one only where it misses clearly less. */
  private static final double CLEARLY = 0.65;

  /** Scatters. */
  private static final double FARTHEST = 2;

  private final double floor;
  private boolean shares;
  private final Ring values = new Ring(VALUES);
  private final Ring[] misses =
      Stream.generate(() -> new Ring(MISSES)).limit(4).toArray(Ring[]::new);

  /**
   * A baseline without a past.
   *
   * @param floor the scatter that is assumed at least, in the unit of the values
   * @param shares true if the values may be shares: as long as all lie between 0 and 1, so do the
   *     forecasts
   */
  public Baseline(double floor, boolean shares) {
    this.floor = floor;
    this.shares = shares;
  }

  /**
   * A value against its forecast.
   *
   * @param expected the forecast
   * @param scale its scatter
   * @param z how many scatters the value lies above it
   */
  public record Surprise(double expected, double scale, double z) {

    /**
     * The chance of lying at least so far out, were the misses, by their scale, distributed like
     * Student's t with five degrees of freedom; it bounds it for all lighter tails.
     */
    public double p(Side side) {
      return switch (side) {
        case ABOVE -> StudentTail.above(z);
        case BELOW -> StudentTail.above(-z);
        case BOTH -> Math.min(1, 2 * StudentTail.above(Math.abs(z)));
      };
    }
  }

  /** Takes in the next value; empty while the past is too short to foretell it. */
  public Optional<Surprise> next(double value) {
    shares &= value >= 0 && value <= 1;
    if (values.size() < LEAST_VALUES) {
      values.add(value);
      return Optional.empty();
    }
    double[] forecasts = forecasts();
    int best = best();
    Optional<Surprise> surprise =
        scale(best).stream()
            .mapToObj(
                scale -> new Surprise(forecasts[best], scale, (value - forecasts[best]) / scale))
            .findFirst();
    double taken = surprise.map(known -> bounded(value, known)).orElse(value);
    for (int i = 0; i < forecasts.length; i++) {
      misses[i].add(taken - forecasts[i]);
    }
    values.add(taken);
    return surprise;
  }

  /** A value far out enters the past as one less far out, so that the past adapts slowly to it. */
  private static double bounded(double value, Surprise known) {
    double reach = FARTHEST * known.scale();
    return Math.clamp(value, known.expected() - reach, known.expected() + reach);
  }

  private double[] forecasts() {
    double[] past = values.values();
    double[] newest = Arrays.copyOfRange(past, Math.max(0, past.length - NEWEST), past.length);
    return new double[] {
      Ring.median(past.clone()), possible(line(past)), values.last(), possible(line(newest))
    };
  }

  private double possible(double forecast) {
    return shares ? Math.clamp(forecast, 0, 1) : forecast;
  }

  /** The line through {@code past} one step on: median slope, median height. */
  private static double line(double[] past) {
    int n = past.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[count++] = (past[j] - past[i]) / (j - i);
      }
    }
    double slope = Ring.median(slopes);
    double[] heights = new double[n];
    for (int i = 0; i < n; i++) {
      heights[i] = past[i] + slope * (n - i);
    }
    return Ring.median(heights);
  }

  private int best() {
    int best = 0;
    for (int i = 1; i < misses.length; i++) {
      best = middle(misses[i]) < CLEARLY * middle(misses[best]) ? i : best;
    }
    return best;
  }

  private static double middle(Ring misses) {
    double[] sizes = Arrays.stream(misses.values()).map(Math::abs).toArray();
    return sizes.length == 0 ? 0 : Ring.median(sizes);
  }

  /** The scatter of forecast {@code which}, about zero: a bias of it counts as scatter. */
  private OptionalDouble scale(int which) {
    int n = misses[which].size();
    if (n < LEAST_MISSES) {
      return OptionalDouble.empty();
    }
    double wider = WIDER + WIDER_WHEN_FEW / n;
    return OptionalDouble.of(wider * Math.max(floor, TO_DEVIATION * middle(misses[which])));
  }
}
