package io.github.alpharl.watch.channel;

import io.github.alpharl.watch.detector.Baseline;
import io.github.alpharl.watch.detector.Budget;
import io.github.alpharl.watch.detector.EDetector;
import io.github.alpharl.watch.detector.Side;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** One channel with its past and its evidence. */
final class DriftChannel {

  private final Channel channel;
  private final EDetector detector = new EDetector();
  private Baseline baseline;
  private Baseline companion;

  DriftChannel(Channel channel) {
    this.channel = channel;
    begin();
  }

  /** Forgets past and evidence: another attempt begins. */
  void begin() {
    baseline = new Baseline(channel.floor(), channel.mayBeShare());
    companion = new Baseline(0.01, false);
    detector.reset();
  }

  /**
   * Takes in the next value.
   *
   * @param with the spread of rewards, which must fall, too, for entropy to count
   */
  Optional<Finding> next(double value, OptionalDouble with, long step, Budget budget) {
    OptionalDouble scaled = channel.scaled(value);
    if (scaled.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble also =
        with.isPresent() ? p(companion.next(with.getAsDouble()), Side.BELOW) : OptionalDouble.of(0);
    Optional<Baseline.Surprise> surprise = baseline.next(scaled.getAsDouble());
    OptionalDouble p = p(surprise, channel.side());
    if (p.isEmpty() || also.isEmpty()) {
      return Optional.empty();
    }
    detector.next(Math.max(p.getAsDouble(), also.getAsDouble()), step);
    return found(value, surprise.orElseThrow(), step, budget);
  }

  private Optional<Finding> found(
      double value, Baseline.Surprise surprise, long step, Budget budget) {
    double evidence = detector.evidence();
    if (evidence < budget.confirming()) {
      return Optional.empty();
    }
    if (evidence < budget.threshold()) {
      return Optional.of(finding(Finding.Tier.CONFIRMATION, value, surprise, step));
    }
    Finding drift = finding(Finding.Tier.DRIFT, value, surprise, step);
    detector.reset();
    return Optional.of(drift);
  }

  private static OptionalDouble p(Optional<Baseline.Surprise> surprise, Side side) {
    return surprise.isPresent()
        ? OptionalDouble.of(surprise.get().p(side))
        : OptionalDouble.empty();
  }

  private Finding finding(Finding.Tier tier, double value, Baseline.Surprise surprise, long step) {
    String what =
        String.format(
            Locale.ROOT,
            "it is %.4g where its past foretells %.4g; %s",
            value,
            channel.unscaled(surprise.expected()),
            channel.advice());
    return new Finding(
        tier,
        channel.word(),
        channel.group(),
        step,
        detector.since(),
        OptionalDouble.of(detector.log10()),
        what);
  }

  /** log10 of the evidence now. */
  double evidence() {
    return detector.log10();
  }
}
