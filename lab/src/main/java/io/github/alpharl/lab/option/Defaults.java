package io.github.alpharl.lab.option;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The options that a run has when nothing is said: those of the lab's measured setups. The values
 * that all share are in the resource defaults.json, each beside its name.
 */
public final class Defaults {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHARED = "defaults.json";

  private Defaults() {}

  /**
   * Defaults of {@code algorithm} on {@code task}.
   *
   * @param fresh true if the network starts from random weights
   * @param width the network's hidden size, which decides the learning rate
   */
  public static TrainOptions of(Algorithm algorithm, Task task, boolean fresh, int width) {
    ObjectNode changes = JSON.createObjectNode();
    changes.put("algorithm", algorithm.toString()).put("task", task.name());
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
    if (task.name().equals("faulty-facts") && algorithm.kind() == Algorithm.Kind.POLICY) {
      changes.put("prompts", 16).put("learningRate", 5e-4).put("steps", 120);
    }
    return OptionsJson.read(OptionsJson.overridden(shared(), changes));
  }

  private static ObjectNode shared() {
    try (InputStream stream = Defaults.class.getResourceAsStream(SHARED)) {
      return (ObjectNode) JSON.readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(SHARED, e);
    }
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
}
