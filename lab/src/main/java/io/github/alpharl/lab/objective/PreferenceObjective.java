package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TokenBatch;
import io.github.alpharl.lab.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * DPO (Rafailov et al. 2023): −log σ(β·(Δ_chosen − Δ_rejected)), Δ the log-ratio of a whole answer
 * to the reference. Samples come in pairs, the chosen one first; a pair's weight is its first's.
 *
 * @param network the policy
 * @param rule log-probabilities
 * @param beta how far from the reference
 */
public record PreferenceObjective(Network network, LogitRule rule, double beta)
    implements Objective {

  @Override
  public Tensor loss(List<TrainingSample> samples, TokenBatch batch, StepMetrics metrics) {
    Tensor log = batch.chosen(batch.distribution(network, rule)); // (N, V) -> (N)
    Tensor reference =
        PolicyObjective.pack(samples, TrainingSample::referenceLog, network.compute());
    Tensor sums = log.detach().new_zeros(samples.size()); // (B)
    Tensor deltas = torch.index_add(sums, 0, batch.rows(), log.sub(reference)); // (N) -> (B)
    Tensor pairs = deltas.view(samples.size() / 2L, 2); // (B/2, 2)
    Tensor margin = pairs.select(1, 0).sub(pairs.select(1, 1)); // (B/2)
    metrics.add("margin", margin.detach());
    metrics.add("preferred", margin.detach().gt(new Scalar(0)).to(log.scalar_type()));
    Tensor losses = torch.log_sigmoid(margin.mul(new Scalar(beta))).neg();
    return losses.mul(weights(samples)).sum();
  }

  private Tensor weights(List<TrainingSample> samples) {
    double[] all = samples.stream().mapToDouble(TrainingSample::weight).toArray();
    double[] first = new double[all.length / 2];
    Arrays.setAll(first, pair -> all[2 * pair]);
    return Tensors.of(network.compute(), first, first.length);
  }

  @Override
  public int unit() {
    return 2;
  }
}
