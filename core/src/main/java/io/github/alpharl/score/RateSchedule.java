package io.github.alpharl.score;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;

/**
 * How a learning rate goes on after its last value: constant, on a line down to zero, or on half a
 * cosine wave to the planned end. It is recognised by the values since the largest one, which it
 * must meet to within 1e-5 of the largest.
 *
 * @param name "constant", "linear" or "cosine"
 * @param rate of a step after the last known one
 * @param end the step from which on the rate stays what it is there
 */
record RateSchedule(String name, LongToDoubleFunction rate, long end) {

  private static final double CLOSE = 1e-5;
  private static final int LEAST = 4;
  private static final int MOST_BEGINNINGS = 200;

  /** A fit and its largest error, as a share of the largest rate. */
  private record Fit(RateSchedule schedule, double error) {}

  /** The schedule of {@code curve}, if it shows. */
  static Optional<RateSchedule> of(Curve curve, OptionalLong maxSteps) {
    double[] rates = curve.values();
    double peak = Arrays.stream(rates).max().orElse(0);
    int last = rates.length - 1;
    if (peak <= 0 || rates.length < LEAST) {
      return Optional.empty();
    }
    int begin = last;
    while (begin > 0 && rates[begin] < peak * (1 - CLOSE / 10)) {
      begin--;
    }
    if (begin == last) {
      return constant(rates, last);
    }
    if (last - begin + 1 < LEAST) {
      return Optional.empty();
    }
    Fit best = line(curve, begin, peak);
    if (maxSteps.isPresent() && maxSteps.getAsLong() > curve.steps()[last]) {
      best = better(best, cosine(curve, begin, peak, maxSteps.getAsLong()));
    }
    return best.error() <= CLOSE ? Optional.of(best.schedule()) : Optional.empty();
  }

  /** The last values are the largest: constant if more than one is so, else still rising. */
  private static Optional<RateSchedule> constant(double[] rates, int last) {
    boolean flat = true;
    for (int i = last - LEAST + 1; i < last; i++) {
      flat &= Math.abs(rates[i] - rates[last]) <= CLOSE / 10 * rates[last];
    }
    double rate = rates[last];
    return flat ? Optional.of(new RateSchedule("constant", _ -> rate, 0)) : Optional.empty();
  }

  private static Fit line(Curve curve, int begin, double peak) {
    Fit best = fit(curve, begin, peak, "linear", step -> (double) step, Long.MAX_VALUE);
    RateSchedule found = best.schedule();
    long last = curve.steps()[curve.size() - 1];
    double slope = found.rate().applyAsDouble(last + 1) - found.rate().applyAsDouble(last);
    double left = slope < 0 ? found.rate().applyAsDouble(last) / -slope : 0;
    long zero = left > 1e15 ? Long.MAX_VALUE : last + (long) Math.ceil(Math.max(0, left));
    LongToDoubleFunction rate = step -> Math.max(0, found.rate().applyAsDouble(step));
    return new Fit(new RateSchedule("linear", rate, zero), best.error());
  }

  /**
   * ½(1 + cos(π p)), p from 0 at the end of the warm-up to 1 at the planned end. Trainers log a
   * step's rate before or after they advance the schedule, so that the end may be one step later.
   */
  private static Fit cosine(Curve curve, int begin, double peak, long maxSteps) {
    long from = begin == 0 ? curve.steps()[0] : curve.steps()[begin - 1] + 1;
    from = Math.max(begin == 0 ? 0 : from, curve.steps()[begin] - MOST_BEGINNINGS);
    Fit best = null;
    for (long warm = curve.steps()[begin]; warm >= from; warm--) {
      for (long end = maxSteps; end <= maxSteps + 1; end++) {
        double start = warm;
        double length = end - warm;
        LongToDoubleFunction wave =
            step -> Math.cos(Math.PI * Math.min(1, (step - start) / length));
        best = better(best, fit(curve, begin, peak, "cosine", wave, end));
      }
    }
    return best;
  }

  private static Fit better(Fit one, Fit two) {
    return one == null || two.error() < one.error() / 2 ? two : one;
  }

  /** Least squares of a + b·shape(step) over the values from {@code begin} on. */
  private static Fit fit(
      Curve curve, int begin, double peak, String name, LongToDoubleFunction shape, long end) {
    int n = curve.size() - begin;
    double meanX = 0;
    double meanY = 0;
    for (int i = begin; i < curve.size(); i++) {
      meanX += shape.applyAsDouble(curve.steps()[i]) / n;
      meanY += curve.values()[i] / n;
    }
    double xx = 0;
    double xy = 0;
    for (int i = begin; i < curve.size(); i++) {
      double x = shape.applyAsDouble(curve.steps()[i]) - meanX;
      xx += x * x;
      xy += x * (curve.values()[i] - meanY);
    }
    double b = xx == 0 ? 0 : xy / xx;
    double a = meanY - b * meanX;
    LongToDoubleFunction rate = step -> a + b * shape.applyAsDouble(step);
    double error = 0;
    for (int i = begin; i < curve.size(); i++) {
      error = Math.max(error, Math.abs(rate.applyAsDouble(curve.steps()[i]) - curve.values()[i]));
    }
    return new Fit(new RateSchedule(name, rate, end), error / peak);
  }
}
