package io.github.alpharl.lab.network;

import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Log-probabilities from logits, the same for drawing and for training.
 *
 * @param divisor the temperature
 * @param banned tokens of probability 0
 * @param vocabulary V
 */
public record LogitRule(double divisor, Set<Integer> banned, int vocabulary) {

  /** Copies the set. */
  public LogitRule {
    banned = Set.copyOf(banned);
  }

  /** log softmax(logits / divisor) without the banned tokens, at least in float32; … × V. */
  public Tensor logProbabilities(Tensor logits, Compute compute) {
    Tensor precise =
        logits.scalar_type().intern() == ScalarType.Double
            ? logits
            : logits.toType(ScalarType.Float);
    Tensor scaled = divisor == 1 ? precise : precise.div(new Scalar(divisor));
    return torch.log_softmax(banned.isEmpty() ? scaled : scaled.add(bans(compute)), -1);
  }

  /** −10⁹ rather than −∞ for banned tokens: 0·log 0 of the entropy stays 0. */
  private Tensor bans(Compute compute) {
    double[] row = new double[vocabulary];
    banned.forEach(id -> row[id] = -1e9);
    return Tensors.of(compute, row, vocabulary);
  }
}
