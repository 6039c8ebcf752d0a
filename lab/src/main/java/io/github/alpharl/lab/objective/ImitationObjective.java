package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TokenBatch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Supervised fine-tuning: −log π of the answers' tokens, weighted.
 *
 * @param network what learns
 * @param rule log-probabilities
 */
public record ImitationObjective(Network network, LogitRule rule) implements Objective {

  @Override
  public Tensor loss(List<TrainingSample> samples, TokenBatch batch, StepMetrics metrics) {
    Tensor log = batch.chosen(batch.distribution(network, rule)); // (N, V) -> (N)
    metrics.add("logProbability", log.detach());
    return log.mul(PolicyObjective.weights(samples, network.compute())).sum().neg();
  }
}
