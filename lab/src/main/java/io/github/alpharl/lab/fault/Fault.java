package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.task.Grade;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.torch.Weights;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Where a fault takes hold of a step; what it does not touch is as it should be. */
public sealed interface Fault extends AutoCloseable
    permits Healthy,
        RateFault,
        RewardFault,
        StaleSampler,
        WrongBase,
        FrozenWeights,
        SwallowedStep,
        DamagedLayer,
        FallingEntropy,
        NotANumber {

  /**
   * The fault of {@code kind} for a policy that is at its step 0.
   *
   * @param network the policy
   * @param parameters what trains of it
   * @param seed of what is random in it
   */
  static Fault of(FaultKind kind, Network network, Parameters parameters, long seed) {
    return switch (kind) {
      case RATE -> new RateFault();
      case FLIPPED, LENGTH, FORMAT, LABELS -> new RewardFault(RewardFault.Rule.of(kind));
      case STALE -> new StaleSampler(network);
      case WRONG_BASE -> new WrongBase(parameters);
      case FROZEN -> new FrozenWeights();
      case BF16 -> new SwallowedStep(parameters);
      case DAMAGED -> new DamagedLayer(network, parameters, seed);
      case ENTROPY -> new FallingEntropy();
      case NAN -> new NotANumber();
    };
  }

  /** At its first step, before anything else. */
  default void begin() {}

  /** The network that samples the step's answers; called once a step. */
  default Network sampler(Network policy) {
    return policy;
  }

  /** The grades of {@code answers} to {@code task}, groups of {@code group} answers each. */
  default List<Grade> grades(Task task, List<Graded> answers, int group) {
    return answers.stream().map(Graded::grade).toList();
  }

  /** The coefficient of the entropy's bonus in place of {@code asked}. */
  default double entropyCoefficient(double asked) {
    return asked;
  }

  /** Takes one optimizer step, which {@code step} does at the rate that it is given. */
  default void update(double rate, DoubleConsumer step) {
    step.accept(rate);
  }

  /** The gradient's norm as it is found. */
  default double gradientNorm(double norm) {
    return norm;
  }

  /** What it must remember between steps. */
  default Map<String, Weights> memory() {
    return Map.of();
  }

  @Override
  default void close() {}
}
