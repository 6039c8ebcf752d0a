package io.github.alpharl.forecast.curve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The curves of three parameters that an accuracy may follow towards a ceiling c in (0, 1). They
 * are fitted in free coordinates q: c = 1/(1 + e^{−q₀}), times in units of the last observed step.
 */
public enum SaturatingCurve {

  /** y = c − (c − y₀)·e^{−t/τ}; q = (logit c, y₀, ln τ). */
  EXPONENTIAL("exponential approach", "ceiling", "start", "tau") {
    @Override
    double[] natural(double[] q, double unit) {
      return new double[] {ceiling(q), q[1], unit * Math.exp(q[2])};
    }

    @Override
    double value(double[] p, double t) {
      return p[0] - (p[0] - p[1]) * Math.exp(-t / p[2]);
    }

    @Override
    double[] start(double c, double shape, Points points) {
      return new double[] {logit(c), points.y(0), Math.log(shape)};
    }
  },

  /** y = c/(1 + e^{−(t − t₀)/τ}); q = (logit c, t₀, ln τ). */
  LOGISTIC("logistic", "ceiling", "midpoint", "tau") {
    @Override
    double[] natural(double[] q, double unit) {
      return new double[] {ceiling(q), unit * q[1], unit * Math.exp(q[2])};
    }

    @Override
    double value(double[] p, double t) {
      return p[0] / (1 + Math.exp(-(t - p[1]) / p[2]));
    }

    @Override
    double[] start(double c, double shape, Points points) {
      double share = Math.clamp(points.y(0) / c, 0.01, 0.99);
      double midpoint = points.t(0) / points.unit() - shape * logit(share);
      return new double[] {logit(c), midpoint, Math.log(shape)};
    }
  },

  /** y = c − a·(1 + t)^{−β}; q = (logit c, a, ln β). */
  POWER_LAW("power law", "ceiling", "factor", "exponent") {
    @Override
    double[] natural(double[] q, double unit) {
      return new double[] {ceiling(q), q[1], Math.exp(q[2])};
    }

    @Override
    double value(double[] p, double t) {
      return p[0] - p[1] * Math.pow(1 + t, -p[2]);
    }

    @Override
    double[] start(double c, double shape, Points points) {
      double factor = (c - points.y(0)) * Math.pow(1 + points.t(0), shape);
      return new double[] {logit(c), factor, Math.log(shape)};
    }
  };

  private static final double[] SHAPES = {0.3, 1, 3};

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  SaturatingCurve(String label, String... names) {
    this.label = label;
    this.names = List.of(names);
  }

  /** Its name in words. */
  public String label() {
    return label;
  }

  /** The parameters in their own units from the coordinates of the fit. */
  abstract double[] natural(double[] q, double unit);

  /** y(t) for natural parameters p. */
  abstract double value(double[] p, double t);

  /** Coordinates to start from, for a ceiling and a time constant or exponent; through y(t₁). */
  abstract double[] start(double ceiling, double shape, Points points);

  /** Natural parameters by name. */
  Map<String, Double> named(double[] p) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < p.length; i++) {
      named.put(names.get(i), p[i]);
    }
    return named;
  }

  /** The grid of starting points: a low, a middle and a high ceiling, three shapes each. */
  List<double[]> starts(Points points) {
    double best = Math.clamp(points.highest(), 0.01, 0.98);
    List<double[]> starts = new ArrayList<>();
    for (double ceiling : new double[] {best + 0.01, (best + 1) / 2, 0.995}) {
      for (double shape : SHAPES) {
        starts.add(start(ceiling, shape, points));
      }
    }
    return starts;
  }

  private static double ceiling(double[] q) {
    return 1 / (1 + Math.exp(-q[0]));
  }

  private static double logit(double share) {
    return Math.log(share / (1 - share));
  }
}
