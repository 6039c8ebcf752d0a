package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.model.LogitRule;
import io.github.alpharl.lab.model.Network;
import io.github.alpharl.lab.model.TokenBatch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Supervised fine-tuning: −log π of the answers' tokens, weighted.
 *
 * @param network what learns
 * @param rule log-probabilities
 */
record ImitationObjective(Network network, LogitRule rule) implements Objective {

  @Override
  public Tensor loss(List<Sample> samples, TokenBatch batch, Tally tally) {
    Tensor log = batch.chosen(batch.distribution(network, rule));
    tally.add("logProbability", log.detach());
    return log.mul(PolicyObjective.weights(samples, network.compute())).sum().neg();
  }
}
