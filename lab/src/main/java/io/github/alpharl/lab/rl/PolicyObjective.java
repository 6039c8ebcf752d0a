package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.model.Compute;
import io.github.alpharl.lab.model.LogitRule;
import io.github.alpharl.lab.model.Network;
import io.github.alpharl.lab.model.Tensors;
import io.github.alpharl.lab.model.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Policy gradient: Σ weight·(L_policy + β·KL − c·H).
 *
 * @param network the policy
 * @param rule log-probabilities as when sampling
 * @param policyLoss loss of a token
 * @param kl estimator of the KL term
 * @param klCoefficient β; 0 leaves the term out
 * @param entropyCoefficient c
 */
record PolicyObjective(
    Network network,
    LogitRule rule,
    PolicyLoss policyLoss,
    KlEstimator kl,
    double klCoefficient,
    double entropyCoefficient)
    implements Objective {

  @Override
  public Tensor loss(List<Sample> samples, TokenBatch batch, Tally tally) {
    Compute compute = network.compute();
    Tensor distribution = batch.distribution(network, rule);
    Tensor log = batch.chosen(distribution);
    Tensor oldLog = pack(samples, Sample::oldLog, compute);
    Tensor advantages = pack(samples, Sample::advantages, compute);
    Tensor lengths = pack(samples, sample -> filled(sample, sample.answer().length), compute);
    Tensor weights = weights(samples, compute);
    PolicyLoss.Result result =
        policyLoss.of(
            new PolicyLoss.Inputs(
                log, oldLog, advantages, batch.rows(), lengths, batch.answers()));
    Tensor entropy = entropy(distribution);
    tally.add("entropy", entropy.detach());
    tally.add("clipFraction", result.clipped());
    tally.add("policyKl", oldLog.sub(log.detach()));
    Tensor loss = result.loss();
    if (klCoefficient != 0) {
      loss = loss.add(kl(samples, log, tally), new Scalar(klCoefficient));
    }
    if (entropyCoefficient != 0) {
      loss = loss.sub(entropy, new Scalar(entropyCoefficient));
    }
    return loss.mul(weights).sum();
  }

  private Tensor kl(List<Sample> samples, Tensor log, Tally tally) {
    Tensor estimate = kl.of(log, pack(samples, Sample::referenceLog, network.compute()));
    tally.add("referenceKl", estimate.detach());
    return estimate;
  }

  /** H = −Σ p·log p of every token. */
  private static Tensor entropy(Tensor distribution) {
    return distribution.exp().mul(distribution).sum(-1).neg();
  }

  static Tensor weights(List<Sample> samples, Compute compute) {
    return pack(samples, sample -> filled(sample, sample.weight()), compute);
  }

  private static double[] filled(Sample sample, double value) {
    double[] row = new double[sample.answer().length];
    Arrays.fill(row, value);
    return row;
  }

  static Tensor pack(List<Sample> samples, Function<Sample, double[]> part, Compute compute) {
    double[] packed = TokenBatch.pack(samples.stream().map(part).toList());
    return Tensors.of(compute, packed, packed.length);
  }
}
