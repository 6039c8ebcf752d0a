package io.github.alpharl.lab.generation;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Draws next tokens from logits by inverse transform, one uniform number a row. */
final class TokenSampler {

  private final Sampling sampling;
  private final LogitRule rule;
  private final Compute compute;

  TokenSampler(Sampling sampling, int vocabulary, Compute compute) {
    this.sampling = sampling;
    this.compute = compute;
    rule = new LogitRule(sampling.divisor(), sampling.banned(), vocabulary);
  }

  /** Drawn ids (rows) and their log-probabilities. */
  @SuppressWarnings("ArrayRecordComponent") // moved on at once, never compared
  record Draw(long[] ids, double[] logProbabilities) {}

  /** Draws for logits rows × V with {@code uniform} numbers in [0, 1). */
  Draw draw(Tensor logits, double[] uniform) {
    Tensor logs = rule.logProbabilities(logits, compute);
    Tensor chosen = sampling.greedy() ? likeliest(logs) : pick(logs, uniform);
    Tensor log = logs.gather(-1, chosen); // (B, V) at (B, 1) -> (B, 1)
    return new Draw(Tensors.longs(chosen), Tensors.doubles(log));
  }

  private static Tensor likeliest(Tensor logs) {
    return torch.argmax(logs, new LongOptional(-1), true);
  }

  private Tensor pick(Tensor logs, double[] uniform) {
    if (!sampling.truncates()) {
      return invert(logs.exp(), uniform);
    }
    T_TensorTensor_T sorted = torch.sort(logs, -1, true);
    Tensor kept = truncate(sorted.get0().exp());
    return sorted.get1().gather(-1, invert(kept, uniform)); // (B, V) at (B, 1) -> (B, 1)
  }

  /** Zeroes what top-k and top-p drop of probabilities sorted downwards; the first always stays. */
  private Tensor truncate(Tensor sorted) {
    Tensor kept = sorted;
    if (sampling.topP() < 1) {
      Tensor before = kept.cumsum(-1).sub(kept);
      kept = kept.masked_fill(before.ge(new Scalar(sampling.topP())), new Scalar(0));
    }
    long vocabulary = sorted.size(-1);
    if (sampling.topK() > 0 && sampling.topK() < vocabulary) {
      kept = kept.clone();
      kept.narrow(-1, sampling.topK(), vocabulary - sampling.topK()).zero_(); // (B, V − k)
    }
    return kept;
  }

  private Tensor invert(Tensor probabilities, double[] uniform) {
    Tensor cumulative = probabilities.cumsum(-1, new ScalarTypeOptional(ScalarType.Double));
    long last = cumulative.size(-1) - 1;
    Tensor target = uniforms(uniform).mul(cumulative.narrow(-1, last, 1)); // (B, 1)
    return torch
        .searchsorted(cumulative, target, false, true, null, null)
        .clamp_max(new Scalar(last));
  }

  private Tensor uniforms(double[] uniform) {
    Compute doubles = new Compute(compute.device(), Compute.Precision.FLOAT64, compute.threads());
    return Tensors.of(doubles, uniform, uniform.length, 1);
  }
}
