package io.github.alpharl.watch.channel;

import io.github.alpharl.watch.detector.Side;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The drift channels, all under one budget. Quantities that differ by factors are watched by their
 * logarithm; the floor is the scatter that is assumed at least.
 */
public enum Channel {
  /** Mean reward falls. */
  REWARD(Group.REWARD, Signal.REWARD, Side.BELOW, Scale.PLAIN, 0.01, Advice.REWARD),
  /** Validation falls. */
  VALIDATION(Group.REWARD, Signal.VALIDATION, Side.BELOW, Scale.PLAIN, 0.01, Advice.VALIDATION),
  /** Entropy falls, with the spread of rewards where that is logged. */
  ENTROPY(Group.ENTROPY, Signal.ENTROPY, Side.BELOW, Scale.LOG, 0.05, Advice.ENTROPY),
  /** Answers become longer or shorter. */
  LENGTH(Group.LENGTH, Signal.LENGTH, Side.BOTH, Scale.LOG, 0.02, Advice.LENGTH),
  /** More answers are cut off. */
  TRUNCATED(Group.LENGTH, Signal.TRUNCATED, Side.ABOVE, Scale.PLAIN, 0.02, Advice.LENGTH),
  /** Training and sampling disagree more. */
  MISMATCH(Group.SAMPLER, Signal.MISMATCH, Side.ABOVE, Scale.LOG, 0.1, Advice.SAMPLER),
  /** The importance ratio leaves its level. */
  RATIO(Group.SAMPLER, Signal.RATIO, Side.BOTH, Scale.LOG, 0.01, Advice.SAMPLER),
  /** The policy runs from the one that sampled. */
  POLICY_KL(Group.SAMPLER, Signal.POLICY_KL, Side.ABOVE, Scale.SMALL, 0.2, Advice.SAMPLER),
  /** The gradient's norm changes. */
  GRADIENT_NORM(Group.GRADIENT, Signal.GRADIENT_NORM, Side.BOTH, Scale.LOG, 0.1, Advice.GRADIENT),
  /** Attention moves faster or slower. */
  ATTENTION_STEP(WeightMeasure.ATTENTION_STEP, Side.BOTH, Scale.LOG, 0.05, Advice.STEP),
  /** MLPs move faster or slower. */
  MLP_STEP(WeightMeasure.MLP_STEP, Side.BOTH, Scale.LOG, 0.05, Advice.STEP),
  /** Other matrices do. */
  OTHER_STEP(WeightMeasure.OTHER_STEP, Side.BOTH, Scale.LOG, 0.05, Advice.STEP),
  /** The share of changed weights leaves its course. */
  CHANGED(WeightMeasure.CHANGED, Side.BOTH, Scale.PLAIN, 0.005, Advice.STEP),
  /** Successive moves agree less. */
  DIRECTION(WeightMeasure.DIRECTION, Side.BELOW, Scale.PLAIN, 0.02, Advice.COURSE),
  /** The update is less concentrated in its top direction. */
  NORM_SHARE(WeightMeasure.NORM_SHARE, Side.BELOW, Scale.PLAIN, 0.005, Advice.COURSE),
  /** The head runs ahead of the middle layers. */
  HEAD(WeightMeasure.HEAD, Side.ABOVE, Scale.LOG, 0.02, Advice.HEAD),
  /** The rank-1 trajectory leaves its own forecast. */
  INNOVATION(WeightMeasure.INNOVATION, Side.ABOVE, Scale.LOG, 0.1, Advice.COURSE),
  /** One matrix moves unlike the others. */
  LARGEST_MODULE(WeightMeasure.LARGEST_MODULE, Side.BOTH, Scale.LOG, 0.1, Advice.MODULE);

  private enum Scale {
    PLAIN,
    LOG,
    /** The logarithm, flat below 1e-5. */
    SMALL
  }

  private final Group group;
  private final Optional<Signal> signal;
  private final Optional<WeightMeasure> measure;
  private final Side side;
  private final Scale scale;
  private final double floor;
  private final String advice;

  Channel(Group group, Signal signal, Side side, Scale scale, double floor, String advice) {
    this.group = group;
    this.signal = Optional.of(signal);
    this.measure = Optional.empty();
    this.side = side;
    this.scale = scale;
    this.floor = floor;
    this.advice = advice;
  }

  Channel(WeightMeasure measure, Side side, Scale scale, double floor, String advice) {
    this.group = Group.WEIGHTS;
    this.signal = Optional.empty();
    this.measure = Optional.of(measure);
    this.side = side;
    this.scale = scale;
    this.floor = floor;
    this.advice = advice;
  }

  /** Its name as in alerts: {@code innovation}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The group that it belongs to. */
  public Group group() {
    return group;
  }

  /** The metric it watches, if it watches one. */
  public Optional<Signal> signal() {
    return signal;
  }

  /** The measure of weights it watches, if it watches one. */
  public Optional<WeightMeasure> measure() {
    return measure;
  }

  /** On which side of its forecast it is suspect. */
  public Side side() {
    return side;
  }

  /** True if its values may be shares, which end at 1. */
  boolean mayBeShare() {
    return scale == Scale.PLAIN;
  }

  double floor() {
    return floor;
  }

  String advice() {
    return advice;
  }

  /** {@code value} as it is watched; empty for one that has no place on the scale. */
  public OptionalDouble scaled(double value) {
    double x =
        switch (scale) {
          case PLAIN -> value;
          case LOG -> value > 0 ? Math.log(value) : Double.NaN;
          case SMALL -> Math.log(Math.abs(value) + 1e-5);
        };
    return Double.isFinite(x) ? OptionalDouble.of(x) : OptionalDouble.empty();
  }

  /** What {@code x} on the scale is in the channel's own unit. */
  double unscaled(double x) {
    return switch (scale) {
      case PLAIN -> x;
      case LOG -> Math.exp(x);
      case SMALL -> Math.exp(x) - 1e-5;
    };
  }
}
