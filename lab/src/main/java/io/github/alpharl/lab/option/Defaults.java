package io.github.alpharl.lab.option;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The options that a run has when nothing is said: those of the lab's measured setups. */
public final class Defaults {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Defaults() {}

  /**
   * Defaults of {@code algorithm} on {@code task}.
   *
   * @param fresh true if the network starts from random weights
   * @param width the network's hidden size, which decides the learning rate
   */
  public static TrainOptions of(Algorithm algorithm, String task, boolean fresh, int width) {
    TrainOptions policy = policy(algorithm.toString(), task);
    ObjectNode changes = JSON.createObjectNode();
    switch (algorithm) {
      case DAPO -> dapo(changes, width);
      case GRPO, REINFORCE_PLUS_PLUS -> changes.put("steps", 150).put("learningRate", 4e-5);
      case RLOO, PPO, DR_GRPO -> changes.put("steps", 100).put("learningRate", 4e-5);
      case GSPO -> changes.put("learningRate", 4e-5).put("clipLow", 3e-4).put("clipHigh", 4e-4);
      case CISPO -> changes.put("learningRate", 3e-5).put("clipLow", 1).put("clipHigh", 0.28);
      case SFT -> sft(changes, fresh, width);
      case DISTILL, ON_POLICY_DISTILL -> changes.put("samples", 1).put("miniBatches", 1);
      case DPO -> changes.put("learningRate", 2e-5);
    }
    if (task.equals("faulty-facts") && algorithm.kind() == Algorithm.Kind.POLICY) {
      changes.put("prompts", 16).put("learningRate", 5e-4).put("steps", 120);
    }
    return policy.with(changes);
  }

  private static void dapo(ObjectNode changes, int width) {
    changes.put("clipHigh", 0.28).put("rounds", 3).put("overlongBuffer", 4);
    changes.put("learningRate", width >= 192 ? 2e-5 : 3e-5);
  }

  private static void sft(ObjectNode changes, boolean fresh, int width) {
    changes.put("samples", 1).put("miniBatches", 1).put("weightDecay", 0.01).put("beta2", 0.99);
    if (fresh) {
      changes.put("trainable", "all").put("text", "demonstration").put("schedule", "cosine");
      changes.put("warmup", 50).put("saveEvery", 100);
      changes.put("steps", width >= 192 ? 700 : width >= 128 ? 900 : 1100);
      changes.put("prompts", width == 128 ? 128 : 96);
      changes.put("learningRate", width >= 192 ? 2.5e-3 : 3e-3);
    } else {
      changes.put("text", "solution").put("prompts", 128).put("learningRate", 1e-4);
    }
  }

  private static TrainOptions policy(String algorithm, String task) {
    return new TrainOptions(
        algorithm,
        task,
        100,
        4,
        0,
        64,
        8,
        1,
        2,
        1,
        0,
        1,
        1,
        0,
        3e-5,
        3e-4,
        "adamw",
        0.9,
        0.999,
        0,
        1,
        0,
        "constant",
        "projections",
        8,
        16,
        0.2,
        0.2,
        3,
        0.5,
        1,
        1,
        "k3",
        0,
        0,
        0,
        0,
        1,
        0.1,
        "solution",
        null,
        1024,
        1024,
        0.6,
        "cpu",
        "float32",
        1,
        4096);
  }
}
