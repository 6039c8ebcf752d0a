package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TensorNames;
import io.github.alpharl.lab.network.TokenBatch;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PPO's value network: a copy of the policy with one linear output, zero at the start. Its loss is
 * ½·max((V − R)², (clip(V, V_old ± c) − R)²), weighted.
 */
public final class Critic implements Objective, AutoCloseable {

  private static final String HEAD = "value_head.weight";

  private final Network body;
  private final Weights head = new Weights();
  private final double clip;

  /** Starts from a copy of {@code policy}; {@code clip} is c. */
  public Critic(Network policy, double clip) {
    this.clip = clip;
    body = new Network(policy.config(), policy.weights().copy(), policy.compute());
    try (PointerScope _ = new PointerScope()) {
      int width = policy.config().width();
      head.put(HEAD, Tensors.of(policy.compute(), new double[width], 1, width));
    }
  }

  /** All weights but the unused output matrix. */
  public Parameters parameters() {
    Parameters parameters = new Parameters();
    body.weights()
        .map()
        .forEach(
            (name, tensor) -> {
              if (!name.equals(TensorNames.HEAD)) {
                parameters.add(name, tensor);
              }
            });
    parameters.add(HEAD, head.get(HEAD));
    return parameters;
  }

  /** Weights of the network under the output. */
  public Weights body() {
    return body.weights();
  }

  /** Weights of the output. */
  public Weights head() {
    return head;
  }

  private Tensor values(TokenBatch batch) {
    return torch.linear(batch.hidden(body), head.get(HEAD)).squeeze(1); // (N, D)·(D, 1) -> (N)
  }

  /** V of every token of every sample. */
  public List<double[]> values(List<TrainingSample> samples, int microTokens) {
    List<double[]> rows = new ArrayList<>();
    for (List<TrainingSample> micro : MicroBatches.split(samples, 1, microTokens)) {
      try (PointerScope _ = new PointerScope();
          NoGradGuard _ = new NoGradGuard()) {
        double[] packed = Tensors.doubles(values(MicroBatches.packed(micro, body.compute())));
        rows.addAll(TokenLogProbabilities.unpack(micro, packed));
      }
    }
    return rows;
  }

  @Override
  public Tensor loss(List<TrainingSample> samples, TokenBatch batch, StepMetrics metrics) {
    Compute compute = body.compute();
    Tensor value = values(batch);
    Tensor old = PolicyObjective.pack(samples, TrainingSample::oldValues, compute);
    Tensor returns = PolicyObjective.pack(samples, TrainingSample::returns, compute);
    Tensor near = old.add(Clipping.between(value.sub(old), -clip, clip));
    Tensor worst = torch.maximum(value.sub(returns).square(), near.sub(returns).square());
    metrics.add("valueError", value.detach().sub(returns).square());
    return worst.mul(PolicyObjective.weights(samples, compute)).sum().mul(new Scalar(0.5));
  }

  @Override
  public void close() {
    body.close();
    head.close();
  }
}
