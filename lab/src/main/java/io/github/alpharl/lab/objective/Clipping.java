package io.github.alpharl.lab.objective;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Clipping of tensors; outside the limits the gradient is 0. */
final class Clipping {

  private static final double MAX_LOG_RATIO = 20;

  private Clipping() {}

  static ScalarOptional limit(double value) {
    return new ScalarOptional(new Scalar(value));
  }

  static Tensor between(Tensor x, double low, double high) {
    return torch.clamp(x, limit(low), limit(high));
  }

  /** ρ = exp(log π − log π_old), the log-ratio clamped to ±20. */
  static Tensor ratio(Tensor log, Tensor oldLog) {
    return between(log.sub(oldLog), -MAX_LOG_RATIO, MAX_LOG_RATIO).exp();
  }
}
