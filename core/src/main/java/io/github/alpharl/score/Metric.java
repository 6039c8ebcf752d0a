package io.github.alpharl.score;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One name for one thing that trainers call differently. Each has the names of TRL, the lab, verl,
 * OpenRLHF, slime, NeMo-RL and prime-rl (with its console's), as their sources write them; a star
 * stands for one part of a name. TensorBoard's and wandb's {@code train/} before a name is known.
 */
public enum Metric {
  /** Mean reward of a step's answers. */
  REWARD(
      "reward",
      "critic/score/mean",
      "train/rollout/reward_mean",
      "rollout/raw_reward",
      "train/agg/all/*/reward/mean",
      "Reward"),
  /** Spread of the rewards of one problem's answers. */
  REWARD_STD("reward_std", "train/group_reward_std"),
  /** Entropy of the policy, nats a token. */
  ENTROPY(
      "entropy",
      "actor/entropy",
      "train/entropy_loss",
      "train/approx_entropy",
      "entropy/all/mean",
      "Entropy"),
  /** Divergence from the policy that sampled, nats a token; estimators differ. */
  POLICY_KL("policyKl", "actor/ppo_kl", "train/ppo_kl", "train/policy_kl_error"),
  /** Divergence from the reference model, nats a token; estimators differ. */
  REFERENCE_KL(
      "kl",
      "referenceKl",
      "actor/kl_loss",
      "actor/reward_kl_penalty",
      "train/kl_loss",
      "train/kl_penalty"),
  /** Norm of the gradient before clipping. */
  GRADIENT_NORM(
      "grad_norm",
      "gradientNorm",
      "actor/grad_norm",
      "train/actor_grad_norm",
      "optim/grad_norm",
      "Grad. Norm"),
  /** Learning rate of the step. */
  LEARNING_RATE(
      "learning_rate",
      "learningRate",
      "actor/lr",
      "train/actor_lr",
      "train/lr-pg_0",
      "train/lr",
      "optim/lr",
      "LR"),
  /** Share of tokens whose ratio was clipped. */
  CLIP_SHARE(
      "clip_ratio/region_mean",
      "clip_ratio",
      "clipFraction",
      "actor/pg_clipfrac",
      "train/ppo_clip_ratio",
      "train/pg_clipfrac",
      "is_masked/mean"),
  /** Mean length of an answer, tokens. */
  LENGTH(
      "completions/mean_length",
      "completion_length",
      "response_length/mean",
      "train/response_length",
      "rollout/response_len/mean",
      "train/mean_gen_tokens_per_sample",
      "num_total_tokens/mean"),
  /** Share of answers cut off at the longest length. */
  TRUNCATED(
      "completions/clipped_ratio",
      "truncated",
      "response_length/clip_ratio",
      "rollout/truncated_ratio",
      "train/agg/all/*/is_truncated/mean"),
  /** What the optimizer minimised. */
  LOSS("loss", "actor/pg_loss", "train/policy_loss", "Loss");

  private static final String BETWEEN = "\n";

  private final String names;

  Metric(String... names) {
    this.names = String.join(BETWEEN, names);
  }

  /** True if a trainer calls it {@code key}. */
  public boolean isNamed(String key) {
    return names().stream().anyMatch(name -> name.matcher(key).matches());
  }

  /** How a trainer may call it, the likeliest first; each matches a whole name. */
  List<Pattern> names() {
    return names
        .lines()
        .map(name -> "(?:train/)?\\Q" + name.replace("*", "\\E[^/]+\\Q") + "\\E")
        .map(Pattern::compile) // "train/agg/all/*/reward/mean" has any one part for the star
        .toList();
  }
}
