package io.github.alpharl.lab.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.torch.Compute;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that decides a run, besides the model it starts from.
 *
 * @param algorithm name of an {@link Algorithm}
 * @param task name of the task
 * @param steps rollout steps, or optimizer steps of the controls
 * @param saveEvery steps between checkpoints
 * @param seed of everything random
 * @param prompts problems a step
 * @param samples answers a problem
 * @param rounds most sampling rounds to fill a step with mixed groups; 1 keeps every group
 * @param miniBatches optimizer steps that share one step's answers
 * @param epochs passes over a step's answers
 * @param maxTokens longest answer; 0 takes the task's longest plus 8
 * @param temperature of sampling
 * @param topP of sampling
 * @param topK of sampling
 * @param learningRate peak
 * @param criticLearningRate peak of the critic's
 * @param optimizer {@code adamw} or {@code sgd}
 * @param beta1 of AdamW
 * @param beta2 of AdamW
 * @param weightDecay decoupled
 * @param gradientClip largest norm of all gradients together
 * @param warmup optimizer steps of warm-up
 * @param schedule {@code constant} or {@code cosine}
 * @param trainable {@code projections}, {@code all} or {@code lora}
 * @param loraRank r
 * @param loraAlpha α
 * @param clipLow ε below
 * @param clipHigh ε above
 * @param dualClip c of the dual clip
 * @param valueClip c of the value loss
 * @param gamma discount a token
 * @param lambda of generalised advantage estimation
 * @param kl estimator of the KL loss: {@code k1}, {@code k2} or {@code k3}
 * @param klLoss coefficient of KL in the loss
 * @param klReward coefficient of KL (k1) in the rewards
 * @param entropyCoefficient of the entropy bonus
 * @param overlongBuffer tokens before the longest over which answers are punished; 0 for none
 * @param overlongFactor largest punishment
 * @param preferenceBeta β of DPO
 * @param text what SFT imitates: {@code demonstration} (the base text) or {@code solution}
 * @param teacher directory of the model to distil, or null
 * @param validationProblems problems for scores.csv
 * @param testProblems problems for the accuracy before and after the run, two answers each
 * @param validationTemperature of all these answers
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision {@code float32} or {@code bfloat16}
 * @param threads threads of LibTorch
 * @param microTokens most padded tokens of a training pass
 */
public record TrainOptions(
    String algorithm,
    String task,
    int steps,
    int saveEvery,
    long seed,
    int prompts,
    int samples,
    int rounds,
    int miniBatches,
    int epochs,
    int maxTokens,
    double temperature,
    double topP,
    int topK,
    double learningRate,
    double criticLearningRate,
    String optimizer,
    double beta1,
    double beta2,
    double weightDecay,
    double gradientClip,
    int warmup,
    String schedule,
    String trainable,
    int loraRank,
    double loraAlpha,
    double clipLow,
    double clipHigh,
    double dualClip,
    double valueClip,
    double gamma,
    double lambda,
    String kl,
    double klLoss,
    double klReward,
    double entropyCoefficient,
    int overlongBuffer,
    double overlongFactor,
    double preferenceBeta,
    String text,
    String teacher,
    int validationProblems,
    int testProblems,
    double validationTemperature,
    String device,
    String precision,
    int threads,
    int microTokens) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checks the ranges. */
  public TrainOptions {
    require(steps >= 1, "steps", steps, "at least 1");
    require(saveEvery >= 1, "saveEvery", saveEvery, "at least 1");
    require(prompts >= 1, "prompts", prompts, "at least 1");
    require(samples >= 1, "samples", samples, "at least 1");
    require(rounds >= 1, "rounds", rounds, "at least 1");
    require(
        miniBatches >= 1 && miniBatches <= prompts,
        "miniBatches",
        miniBatches,
        "between 1 and prompts");
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(maxTokens >= 0, "maxTokens", maxTokens, "at least 0");
    require(temperature > 0, "temperature", temperature, "positive");
    require(learningRate > 0, "learningRate", learningRate, "positive");
    require(gradientClip > 0, "gradientClip", gradientClip, "positive");
    require(loraRank >= 1, "loraRank", loraRank, "at least 1");
    require(clipLow > 0 && clipHigh > 0, "clipLow and clipHigh", clipLow, "positive");
    require(dualClip > 1, "dualClip", dualClip, "above 1");
    require(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
    require(lambda >= 0 && lambda <= 1, "lambda", lambda, "in [0, 1]");
    require(microTokens >= 1, "microTokens", microTokens, "at least 1");
    require(validationProblems >= 1, "validationProblems", validationProblems, "at least 1");
    require(testProblems >= 1, "testProblems", testProblems, "at least 1");
    require(
        text.equals("demonstration") || text.equals("solution"),
        "text",
        text,
        "demonstration or solution");
    Algorithm.named(algorithm);
  }

  private static void require(boolean good, String name, Object found, String expected) {
    if (!good) {
      throw UsageException.of("Option %s must be %s, found %s.", name, expected, found);
    }
  }

  /** These options changed by the keys of {@code overrides}; unknown keys are refused. */
  public TrainOptions with(JsonNode overrides) {
    ObjectNode all = json();
    overrides
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!all.has(key)) {
                throw UsageException.of(
                    "Unknown training option \"%s\"; known are %s.",
                    key, String.join(", ", names(all)));
              }
              all.set(key, overrides.get(key));
            });
    try {
      return JSON.treeToValue(all, TrainOptions.class);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof UsageException cause) {
        throw cause;
      }
      throw UsageException.because(
          "The training options cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** All options as JSON. */
  public ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /** Where and how to compute. */
  public Compute compute() {
    return new Compute(device, Compute.Precision.of(precision), threads);
  }

  public Optimizer.Settings optimizerSettings() {
    return new Optimizer.Settings(Optimizer.Rule.of(optimizer), beta1, beta2, weightDecay);
  }

  /** Optimizer steps in all. */
  long updates() {
    return (long) steps * miniBatches * epochs;
  }

  public Schedule schedule(double rate) {
    return new Schedule(rate, warmup, schedule, updates());
  }
}
