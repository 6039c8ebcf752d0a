package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.fault.Fault;
import io.github.alpharl.lab.fault.Healthy;
import io.github.alpharl.lab.objective.MicroBatches;
import io.github.alpharl.lab.objective.Objective;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.torch.Compute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * One optimizer step from one mini-batch, computed in micro-batches of bounded size. How the rows
 * are split changes the result by rounding alone, as every sample carries its weight.
 */
public final class Updater {

  private static final Fault HEALTHY = new Healthy();

  private final Parameters parameters;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final double maxNorm;
  private final int microTokens;
  private final Compute compute;
  private long count;

  Updater(
      Parameters parameters,
      Optimizer optimizer,
      Schedule schedule,
      double maxNorm,
      int microTokens,
      Compute compute) {
    this.parameters = parameters;
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.maxNorm = maxNorm;
    this.microTokens = microTokens;
    this.compute = compute;
  }

  /** Optimizer steps so far. */
  public long count() {
    return count;
  }

  /** Continues after that many optimizer steps. */
  public void resume(long steps) {
    count = steps;
  }

  /** Forgets moments and counts, as before the first step. */
  public void restart() {
    count = 0;
    optimizer.forget();
  }

  public Optimizer optimizer() {
    return optimizer;
  }

  /** Steps along the gradient of the sum over {@code samples}. */
  void step(Objective objective, List<TrainingSample> samples, StepMetrics metrics) {
    step(objective, samples, metrics, HEALTHY);
  }

  /** Like the above, with what {@code fault} makes of it. */
  void step(Objective objective, List<TrainingSample> samples, StepMetrics metrics, Fault fault) {
    parameters.zeroGradients();
    metrics.total("tokensTrained", samples.stream().mapToDouble(s -> s.answer().length).sum());
    double loss = gradients(objective, samples, metrics);
    double norm = parameters.gradientNorm();
    NotFinite.check(loss, norm);
    count++;
    double scale = norm > maxNorm ? maxNorm / (norm + 1e-6) : 1;
    double asked = schedule.at(count);
    metrics.add("loss", loss, 1);
    metrics.add("gradientNorm", fault.gradientNorm(norm), 1);
    fault.update(
        asked,
        rate -> {
          optimizer.step(rate, scale, count);
          metrics.add("learningRate", rate, 1);
        });
  }

  /** Adds the gradients of all samples to the parameters; the whole loss. */
  double gradients(Objective objective, List<TrainingSample> samples, StepMetrics metrics) {
    double loss = 0;
    for (List<TrainingSample> micro : split(objective, samples)) {
      try (PointerScope _ = new PointerScope()) {
        Tensor part = objective.loss(micro, MicroBatches.packed(micro, compute), metrics);
        part.backward();
        loss += part.item_double();
      }
    }
    return loss;
  }

  /** Rows of similar length together, so that little is padding. */
  private List<List<TrainingSample>> split(Objective objective, List<TrainingSample> samples) {
    List<TrainingSample> rows = new ArrayList<>(samples);
    if (objective.unit() == 1) {
      rows.sort(Comparator.comparingInt(TrainingSample::length));
    }
    return MicroBatches.split(rows, objective.unit(), microTokens);
  }
}
