package io.github.alpharl.report;

import io.github.alpharl.score.Curve;
import io.github.alpharl.score.Metric;
import io.github.alpharl.score.TrainerLog;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A figure of every training step, as the trainer logged it.
 *
 * @param name of the figure, such as reward, or loss where a control has no reward
 * @param steps rising
 * @param values one per step
 */
public record RewardCurve(String name, List<Long> steps, List<Double> values) {

  /** The rewards in the log of a trainer, else the losses; empty where it has neither. */
  public static Optional<RewardCurve> of(TrainerLog log) {
    return log.curve(Metric.REWARD)
        .map(curve -> of("reward", curve))
        .or(() -> log.curve(Metric.LOSS).map(curve -> of("loss", curve)));
  }

  private static RewardCurve of(String name, Curve curve) {
    return new RewardCurve(
        name,
        LongStream.of(curve.steps()).boxed().toList(),
        DoubleStream.of(curve.values()).boxed().toList());
  }
}
