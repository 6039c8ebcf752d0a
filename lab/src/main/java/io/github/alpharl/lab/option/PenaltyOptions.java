package io.github.alpharl.lab.option;

import io.github.alpharl.lab.objective.KlEstimator;

/**
 * What is taken from rewards or added to the loss.
 *
 * @param kl estimator of the KL loss
 * @param klLoss coefficient of KL in the loss
 * @param klReward coefficient of KL (k1) in the rewards
 * @param entropyCoefficient of the entropy bonus
 * @param overlongBuffer tokens before the longest over which answers are punished; 0 for none
 * @param overlongFactor largest punishment
 */
public record PenaltyOptions(
    KlEstimator kl,
    double klLoss,
    double klReward,
    double entropyCoefficient,
    int overlongBuffer,
    double overlongFactor) {

  /** Checks the ranges. */
  public PenaltyOptions {
    Requirement.finite("klLoss", klLoss);
    Requirement.finite("klReward", klReward);
    Requirement.finite("entropyCoefficient", entropyCoefficient);
    Requirement.atLeast(0, "overlongBuffer", overlongBuffer);
    Requirement.finite("overlongFactor", overlongFactor);
  }

  /** True if a term compares with the model that the run starts from. */
  public boolean needsReference() {
    return klLoss != 0 || klReward != 0;
  }
}
