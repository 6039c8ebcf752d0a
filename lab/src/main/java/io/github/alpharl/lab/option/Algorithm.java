package io.github.alpharl.lab.option;

import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.objective.Advantage;
import io.github.alpharl.lab.objective.Aggregation;
import io.github.alpharl.lab.objective.PolicyLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The training algorithms by name, each a combination of pieces; see docs/lab.md for choices. */
public enum Algorithm {
  DAPO(Kind.POLICY, Advantage.GRPO, Aggregation.TOKEN_MEAN),
  GRPO(Kind.POLICY, Advantage.GRPO, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN),
  RLOO(Kind.POLICY, Advantage.RLOO, Aggregation.SEQUENCE_MEAN_TOKEN_SUM),
  DR_GRPO(Kind.POLICY, Advantage.DR_GRPO, Aggregation.SEQUENCE_MEAN_TOKEN_SUM_NORM),
  PPO(Kind.POLICY, Advantage.GAE, Aggregation.TOKEN_MEAN),
  REINFORCE_PLUS_PLUS(Kind.POLICY, Advantage.REINFORCE_PLUS_PLUS, Aggregation.TOKEN_MEAN),
  GSPO(Kind.POLICY, Advantage.GRPO, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN),
  CISPO(Kind.POLICY, Advantage.GRPO, Aggregation.TOKEN_MEAN),
  SFT(Kind.IMITATION, null, Aggregation.TOKEN_MEAN),
  DISTILL(Kind.DISTILLATION, null, Aggregation.TOKEN_MEAN),
  ON_POLICY_DISTILL(Kind.DISTILLATION, null, Aggregation.TOKEN_MEAN),
  DPO(Kind.PREFERENCE, null, Aggregation.SEQUENCE_MEAN_TOKEN_SUM);

  /** What an algorithm learns from. */
  public enum Kind {
    POLICY,
    IMITATION,
    DISTILLATION,
    PREFERENCE
  }

  private final Kind kind;
  private final Advantage advantage;
  private final Aggregation aggregation;

  Algorithm(Kind kind, Advantage advantage, Aggregation aggregation) {
    this.kind = kind;
    this.advantage = advantage;
    this.aggregation = aggregation;
  }

  public Kind kind() {
    return kind;
  }

  public Advantage advantage() {
    return advantage;
  }

  public Aggregation aggregation() {
    return aggregation;
  }

  /** True if it learns from answers of its own, graded by the task. */
  public boolean isPolicyGradient() {
    return kind == Kind.POLICY;
  }

  /** True for PPO. */
  public boolean hasCritic() {
    return advantage == Advantage.GAE;
  }

  /** The loss of a token with the limits of {@code options}. */
  public PolicyLoss policyLoss(TrainOptions options) {
    return switch (this) {
      case GSPO ->
          new PolicyLoss.SequenceClipped(options.clip().clipLow(), options.clip().clipHigh());
      case CISPO -> new PolicyLoss.Cispo(options.clip().clipLow(), options.clip().clipHigh());
      default ->
          new PolicyLoss.Clipped(
              options.clip().clipLow(), options.clip().clipHigh(), options.clip().dualClip());
    };
  }

  /** The algorithm of this name on the command line. */
  public static Algorithm named(String name) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                UsageException.of(
                    "Unknown algorithm \"%s\"%s; known are %s.",
                    name, Meant.hint(name, names()), String.join(", ", names())));
  }

  private static List<String> names() {
    return Arrays.stream(values()).map(Algorithm::toString).toList();
  }

  @Override
  public String toString() {
    return this == REINFORCE_PLUS_PLUS
        ? "reinforce++"
        : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
