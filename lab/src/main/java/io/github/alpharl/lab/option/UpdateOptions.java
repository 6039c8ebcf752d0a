package io.github.alpharl.lab.option;

import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Schedule;

/**
 * How weights move along a gradient.
 *
 * @param learningRate peak
 * @param criticLearningRate peak of the critic's
 * @param optimizer the rule
 * @param beta1 decay of AdamW's mean
 * @param beta2 decay of AdamW's mean square
 * @param weightDecay decoupled
 * @param gradientClip largest norm of all gradients together
 * @param warmup optimizer steps of warm-up
 * @param schedule the rate's course after it
 */
public record UpdateOptions(
    double learningRate,
    double criticLearningRate,
    Optimizer.Rule optimizer,
    double beta1,
    double beta2,
    double weightDecay,
    double gradientClip,
    int warmup,
    Schedule.Shape schedule) {

  /** Checks the ranges. */
  public UpdateOptions {
    Requirement.positive("learningRate", learningRate);
    Requirement.positive("criticLearningRate", criticLearningRate);
    Requirement.decay("beta1", beta1);
    Requirement.decay("beta2", beta2);
    Requirement.notNegative("weightDecay", weightDecay);
    Requirement.positive("gradientClip", gradientClip);
    Requirement.atLeast(0, "warmup", warmup);
  }

  /** The constants of the rule. */
  public Optimizer.Settings settings() {
    return new Optimizer.Settings(optimizer, beta1, beta2, weightDecay);
  }
}
