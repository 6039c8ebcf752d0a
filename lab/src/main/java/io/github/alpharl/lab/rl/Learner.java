package io.github.alpharl.lab.rl;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.torch.Weights;
import java.util.Map;

/** One way of learning: takes steps, and can be stopped and continued between any two. */
public interface Learner extends AutoCloseable {

  /** The learner that the options of {@code policy} name. */
  static Learner of(TrainedPolicy policy) {
    Algorithm algorithm = policy.options().algorithm();
    if (policy.options().breaking().fault() != null && !algorithm.isPolicyGradient()) {
      throw UsageException.of(
          "Only algorithms that learn from their own graded answers can be given a fault, not %s.",
          algorithm);
    }
    return switch (algorithm.kind()) {
      case POLICY -> new PolicyLearner(policy);
      case IMITATION -> new ImitationLearner(policy);
      case DISTILLATION -> new DistillationLearner(policy);
      case PREFERENCE -> new PreferenceLearner(policy);
    };
  }

  /** What a state from before its fault lacks. */
  default Map<String, Weights> faultMemory() {
    return Map.of();
  }

  /** Takes step {@code step}, from 1, and tells what happened. */
  void step(int step, StepMetrics metrics);

  /** Everything that must survive between steps, by group; loading copies into these tensors. */
  Map<String, Weights> state();

  /** Its updaters by name; their counts survive too. */
  Map<String, Updater> updaters();

  @Override
  void close();
}
