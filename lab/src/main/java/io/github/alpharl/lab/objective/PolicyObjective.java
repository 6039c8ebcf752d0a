package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TokenBatch;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
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
public record PolicyObjective(
    Network network,
    LogitRule rule,
    PolicyLoss policyLoss,
    KlEstimator kl,
    double klCoefficient,
    double entropyCoefficient)
    implements Objective {

  @Override
  public Tensor loss(List<TrainingSample> samples, TokenBatch batch, StepMetrics metrics) {
    Compute compute = network.compute();
    Tensor distribution = batch.distribution(network, rule); // (N, V)
    Tensor log = batch.chosen(distribution); // (N)
    Tensor oldLog = pack(samples, TrainingSample::oldLog, compute);
    Tensor advantages = pack(samples, TrainingSample::advantages, compute);
    Tensor lengths = pack(samples, sample -> filled(sample, sample.answer().length), compute);
    Tensor weights = weights(samples, compute);
    PolicyLoss.Result result =
        policyLoss.of(
            new PolicyLoss.Inputs(log, oldLog, advantages, batch.rows(), lengths, batch.answers()));
    Tensor entropy = entropy(distribution);
    metrics.add("entropy", entropy.detach());
    metrics.add("clipFraction", result.clipped());
    metrics.add("policyKl", oldLog.sub(log.detach()));
    Tensor loss = result.loss();
    if (klCoefficient != 0) {
      loss = loss.add(kl(samples, log, metrics), new Scalar(klCoefficient));
    }
    if (entropyCoefficient != 0) {
      loss = loss.sub(entropy, new Scalar(entropyCoefficient));
    }
    return loss.mul(weights).sum();
  }

  private Tensor kl(List<TrainingSample> samples, Tensor log, StepMetrics metrics) {
    Tensor estimate = kl.of(log, pack(samples, TrainingSample::referenceLog, network.compute()));
    metrics.add("referenceKl", estimate.detach());
    return estimate;
  }

  /** H = −Σ p·log p of every token. */
  private static Tensor entropy(Tensor distribution) {
    return distribution.exp().mul(distribution).sum(-1).neg(); // (N, V) -> (N)
  }

  static Tensor weights(List<TrainingSample> samples, Compute compute) {
    return pack(samples, sample -> filled(sample, sample.weight()), compute);
  }

  private static double[] filled(TrainingSample sample, double value) {
    double[] row = new double[sample.answer().length];
    Arrays.fill(row, value);
    return row;
  }

  static Tensor pack(
      List<TrainingSample> samples, Function<TrainingSample, double[]> part, Compute compute) {
    double[] packed = TokenBatch.pack(samples.stream().map(part).toList());
    return Tensors.of(compute, packed, packed.length);
  }
}
