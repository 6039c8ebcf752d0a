package io.github.alpharl.lab.option;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

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
      case GRPO, REINFORCE_PLUS_PLUS -> rate(changes.put("steps", 150), 4e-5, width);
      case RLOO, PPO, DR_GRPO -> rate(changes.put("steps", 100), 4e-5, width);
      case GSPO -> rate(changes.put("clipLow", 3e-4).put("clipHigh", 4e-4), 4e-5, width);
      case CISPO -> rate(changes.put("clipLow", 1).put("clipHigh", 0.28), 3e-5, width);
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
    rate(changes, width == 192 ? 2e-5 : 3e-5, width);
  }

  /**
   * The rate at width 128, for the sizes outside 96 to 192 scaled by √(128/width); measured with
   * DAPO, taken over for the others.
   */
  private static void rate(ObjectNode changes, double at128, int width) {
    boolean near = width >= 96 && width <= 192;
    changes.put("learningRate", near ? at128 : rounded(at128 * Math.sqrt(128.0 / width)));
  }

  /** Two digits are enough for a rate. */
  private static double rounded(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate));
  }

  /** Peak rate of a base from random weights: 3e-3 up to width 128, then falling by width^0.7. */
  private static double freshRate(int width) {
    return width <= 128 ? 3e-3 : rounded(3e-3 * Math.pow(128.0 / width, 0.7));
  }

  private static void sft(ObjectNode changes, boolean fresh, int width) {
    changes.put("samples", 1).put("miniBatches", 1).put("weightDecay", 0.01).put("beta2", 0.99);
    if (fresh) {
      changes.put("trainable", "all").put("text", "demonstration").put("schedule", "cosine");
      changes.put("warmup", 50).put("saveEvery", 100);
      changes.put("steps", width == 192 ? 700 : width >= 128 ? 900 : 1100);
      changes.put("prompts", width == 96 || width == 192 ? 96 : 128);
      changes.put("learningRate", width == 192 ? 2.5e-3 : freshRate(width));
    } else {
      changes.put("text", "solution").put("prompts", 128).put("learningRate", 1e-4);
    }
  }
}
