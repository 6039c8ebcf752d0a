package io.github.alpharl.lab.objective;

import java.util.Arrays;

/**
 * How rewards become advantages, one a token. Groups are answers to one prompt; {@code rewards} has
 * one entry an answer, {@code tokenRewards} one a token with the answer's reward on the last.
 */
public enum Advantage {
  /** (R − mean) / (std + 1e-6) over the group, std unbiased (Shao et al. 2024). */
  GRPO {
    @Override
    public double[][] of(Rewards rewards) {
      return rewards.broadcast(rewards.perGroup(Advantage::normalise));
    }
  },
  /** R − mean over the group, without the division (Liu et al. 2025). */
  DR_GRPO {
    @Override
    public double[][] of(Rewards rewards) {
      return rewards.broadcast(rewards.perGroup(group -> scale(centre(group), 1)));
    }
  },
  /** R − mean of the others of the group (Ahmadian et al. 2024); 0 for a group of one. */
  RLOO {
    @Override
    public double[][] of(Rewards rewards) {
      return rewards.broadcast(
          rewards.perGroup(
              group -> {
                int g = group.length;
                return g == 1 ? new double[1] : scale(centre(group), g / (g - 1.0));
              }));
    }
  },
  /** Discounted sum of later token rewards, whitened over the batch (Hu 2025). */
  REINFORCE_PLUS_PLUS {
    @Override
    public double[][] of(Rewards rewards) {
      double[][] returns = rewards.returns();
      Whitening.apply(returns);
      return returns;
    }
  },
  /** Generalised advantage estimation with a critic, then whitened (Schulman et al. 2016). */
  GAE {
    @Override
    public double[][] of(Rewards rewards) {
      double[][] advantages = rewards.gae();
      Whitening.apply(advantages);
      return advantages;
    }
  };

  private static final double GRPO_EPSILON = 1e-6;

  /** The advantages of every token of every answer. */
  public abstract double[][] of(Rewards rewards);

  /** As verl: a group of one keeps its reward, as if its mean were 0 and its deviation 1. */
  private static double[] normalise(double[] group) {
    if (group.length == 1) {
      return scale(group.clone(), 1 / (1 + GRPO_EPSILON));
    }
    double[] centred = centre(group);
    double squares = 0;
    for (double value : centred) {
      squares += value * value;
    }
    return scale(centred, 1 / (Math.sqrt(squares / (group.length - 1)) + GRPO_EPSILON));
  }

  private static double[] centre(double[] group) {
    double mean = Arrays.stream(group).sum() / group.length;
    double[] centred = new double[group.length];
    for (int i = 0; i < group.length; i++) {
      centred[i] = group[i] - mean;
    }
    return centred;
  }

  private static double[] scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }
}
