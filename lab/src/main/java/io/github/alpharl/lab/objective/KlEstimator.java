package io.github.alpharl.lab.objective;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Estimators of KL(π ‖ π_ref) from sampled tokens (Schulman 2020), d = log π_ref − log π.
 * Log-ratios are clamped to ±20 and k3 to ±10 as in verl; TRL clamps neither, which lets one token
 * decide a step.
 */
public enum KlEstimator {
  /** −d: unbiased, noisy, may be negative. */
  K1,
  /** ½·d². */
  K2,
  /** e^d − d − 1: unbiased and never negative. */
  K3;

  private static final double MAX_LOG = 20;
  private static final double MAX_K3 = 10;

  /** The estimate of one token. */
  public double of(double log, double referenceLog) {
    double d = Math.clamp(referenceLog - log, -MAX_LOG, MAX_LOG);
    return switch (this) {
      case K1 -> -d;
      case K2 -> d * d / 2;
      case K3 -> Math.min(Math.exp(d) - d - 1, MAX_K3);
    };
  }

  /** The same for all tokens, with gradients. */
  Tensor of(Tensor log, Tensor referenceLog) {
    Tensor d =
        org.bytedeco.pytorch.global.torch.clamp(
            referenceLog.sub(log), Clipping.limit(-MAX_LOG), Clipping.limit(MAX_LOG));
    return switch (this) {
      case K1 -> d.neg();
      case K2 -> d.square().mul(new Scalar(0.5));
      case K3 -> d.exp().sub(d).sub(new Scalar(1)).clamp_max(new Scalar(MAX_K3));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
