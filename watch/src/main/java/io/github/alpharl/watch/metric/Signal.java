package io.github.alpharl.watch.metric;

import io.github.alpharl.score.Metric;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is watched of a trainer's metrics: those of {@link Metric}, and three more. */
public enum Signal {
  /** Mean reward of a step's answers. */
  REWARD(Metric.REWARD),
  /** Accuracy on problems that are not trained on. */
  VALIDATION(
      "validation(?:/accuracy)?", // NeMo-RL: "validation/accuracy"
      "accuracy",
      "val-core/.+/mean@\\d+", // verl: "val-core/openai/gsm8k/reward/mean@1"
      "eval_(?:reward|accuracy)", // TRL: "eval_reward"
      "eval/eval_.+_pass1", // OpenRLHF: "eval/eval_math_pass1"
      "eval/.+/avg@\\d+", // prime-rl: "eval/aime/avg@8"
      "eval/[^/]+"), // slime: "eval/aime"
  /** Spread of the rewards of one problem's answers. */
  REWARD_STD(Metric.REWARD_STD),
  /** Entropy of the policy, nats a token. */
  ENTROPY(Metric.ENTROPY),
  /** How training and sampling disagree about the same tokens; the trainers' measures differ. */
  MISMATCH(
      "rollout_corr/kl",
      "training/rollout_probs_diff_mean",
      "sampling/sampling_logp_difference/mean",
      "train/vllm_kl",
      "train/logprobs_diff",
      "train/train_rollout_logprob_abs_diff",
      "(?:train/)?token_mult_prob_error",
      "train/gen_kl_error",
      "mismatch_kl/all/mean"),
  /** Mean importance ratio of training over sampling; 1 where both agree. */
  RATIO(
      "rollout_corr/rollout_is_mean",
      "sampling/importance_sampling_ratio/mean",
      "train/tis",
      "train/ois",
      "train/sampling_importance_ratio"),
  /** Divergence from the policy that sampled, nats a token. */
  POLICY_KL(Metric.POLICY_KL),
  /** Divergence from the reference model, nats a token. */
  REFERENCE_KL(Metric.REFERENCE_KL),
  /** Norm of the gradient before clipping. */
  GRADIENT_NORM(Metric.GRADIENT_NORM),
  /** Learning rate of the step. */
  LEARNING_RATE(Metric.LEARNING_RATE),
  /** Share of tokens whose ratio was clipped. */
  CLIP_SHARE(Metric.CLIP_SHARE),
  /** Mean length of an answer, tokens. */
  LENGTH(Metric.LENGTH),
  /** Share of answers cut off at the longest length. */
  TRUNCATED(Metric.TRUNCATED),
  /** What the optimizer minimised. */
  LOSS(Metric.LOSS);

  private final Optional<Metric> metric;
  private final Pattern own;

  Signal(Metric metric) {
    this.metric = Optional.of(metric);
    this.own = Pattern.compile("(?!)");
  }

  Signal(String... names) {
    this.metric = Optional.empty();
    this.own = Pattern.compile("(?:train/)?(?:" + String.join("|", names) + ")");
  }

  /** The signal that a trainer calls {@code key}, if it is one. */
  public static Optional<Signal> of(String key) {
    if (key.equals("answerTokens")) { // the lab's
      return Optional.of(LENGTH);
    }
    return Arrays.stream(values()).filter(signal -> signal.isNamed(key)).findFirst();
  }

  private boolean isNamed(String key) {
    return own.matcher(key).matches() || metric.filter(known -> known.isNamed(key)).isPresent();
  }
}
