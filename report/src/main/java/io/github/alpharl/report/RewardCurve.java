package io.github.alpharl.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.JsonLines;
import io.github.alpharl.score.Curve;
import io.github.alpharl.score.Metric;
import io.github.alpharl.score.TrainerLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The mean reward of every training step, from the JSON lines of a trainer: each with its number
 * under "step" and "reward", or "loss" where a control has no reward.
 *
 * @param name of the figure: reward or loss
 * @param steps rising
 * @param values one per step
 */
public record RewardCurve(String name, List<Long> steps, List<Double> values) {

  /**
   * The rewards in {@code file}, else the losses; empty where it has neither.
   *
   * @throws BadDataException if it is no JSON lines, or its steps do not rise
   */
  public static Optional<RewardCurve> read(Path file) {
    List<JsonLines.Row> rows = JsonLines.read(file);
    return read(file, rows, "reward").or(() -> read(file, rows, "loss"));
  }

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

  private static Optional<RewardCurve> read(Path file, List<JsonLines.Row> rows, String name) {
    List<Long> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (JsonLines.Row row : rows) {
      JsonNode step = row.object().path("step");
      JsonNode value = row.object().path(name);
      if (step.isIntegralNumber() && value.isNumber() && Double.isFinite(value.asDouble())) {
        if (!steps.isEmpty() && step.asLong() <= steps.getLast()) {
          throw BadDataException.of(
                  "%s line %d: step %d follows step %d; steps must rise",
                  file, row.line(), step.asLong(), steps.getLast())
              .in(file, row.line());
        }
        steps.add(step.asLong());
        values.add(value.asDouble());
      }
    }
    return steps.isEmpty() ? Optional.empty() : Optional.of(new RewardCurve(name, steps, values));
  }
}
