package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.model.Compute;
import io.github.alpharl.lab.model.TokenBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * One optimizer step from one mini-batch, computed in micro-batches of bounded size. How the rows
 * are split changes the result by rounding alone, as every sample carries its weight.
 */
final class Updater {

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
  long count() {
    return count;
  }

  /** Continues after that many optimizer steps. */
  void resume(long steps) {
    count = steps;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Steps along the gradient of the sum over {@code samples}. */
  void step(Objective objective, List<Sample> samples, Tally tally) {
    parameters.zeroGradients();
    tally.total("tokensTrained", samples.stream().mapToDouble(s -> s.answer().length).sum());
    double loss = gradients(objective, samples, tally);
    double norm = parameters.gradientNorm();
    Divergence.check(loss, norm);
    count++;
    double rate = schedule.at(count);
    optimizer.step(rate, norm > maxNorm ? maxNorm / (norm + 1e-6) : 1, count);
    tally.add("loss", loss, 1);
    tally.add("gradientNorm", norm, 1);
    tally.add("learningRate", rate, 1);
  }

  /** Adds the gradients of all samples to the parameters; the whole loss. */
  double gradients(Objective objective, List<Sample> samples, Tally tally) {
    double loss = 0;
    for (List<Sample> micro : split(objective, samples)) {
      try (PointerScope _ = new PointerScope()) {
        Tensor part = objective.loss(micro, batch(micro, compute), tally);
        part.backward();
        loss += part.item_double();
      }
    }
    return loss;
  }

  static TokenBatch batch(List<Sample> samples, Compute compute) {
    return new TokenBatch(
        samples.stream().map(Sample::prompt).toList(),
        samples.stream().map(Sample::answer).toList(),
        compute);
  }

  /** Rows of similar length together, so that little is padding. */
  private List<List<Sample>> split(Objective objective, List<Sample> samples) {
    List<Sample> rows = new ArrayList<>(samples);
    if (objective.unit() == 1) {
      rows.sort(Comparator.comparingInt(Sample::length));
    }
    return Micro.split(rows, objective.unit(), microTokens);
  }
}
