package io.github.alpharl.reproduce.run;

import io.github.alpharl.lab.optimizer.Schedule.Shape;
import java.util.List;
import java.util.Locale;

/**
 * A training of DAPO on chained arithmetic in which one thing differs from the defaults.
 *
 * @param name of the condition, as tables and folders have it
 * @param changes to the defaults
 * @param times how much longer the training takes
 */
public record Condition(String name, TrainingChanges changes, double times) {

  private static final TrainingChanges USUAL = TrainingChanges.NONE;

  /** All of them, the usual one first; rates and lengths change together, or nothing is learnt. */
  public static final List<Condition> ALL =
      List.of(
          new Condition("usual", USUAL, 1),
          new Condition("rate 1e-5, 250 steps", TrainingChanges.rate(1e-5).withSteps(250), 2.5),
          new Condition("rate 1e-4, 40 steps", TrainingChanges.rate(1e-4).withSteps(40), 0.4),
          new Condition("rate 3e-4, 20 steps", TrainingChanges.rate(3e-4).withSteps(20), 0.2),
          new Condition("200 steps", USUAL.withSteps(200), 2),
          new Condition("cosine", USUAL.with(Shape.COSINE), 1),
          new Condition("prompts 16", USUAL.and("prompts", 16), 0.3),
          new Condition("prompts 256, 60 steps", USUAL.and("prompts", 256).withSteps(60), 2.4),
          new Condition(
              "rate 1e-4, 40 steps, bfloat16 weights",
              TrainingChanges.rate(1e-4).withSteps(40).and("precision", "bfloat16"),
              0.4),
          new Condition("LoRA, rate 3e-4", TrainingChanges.rate(3e-4).and("trainable", "lora"), 1));

  /** Its folder's name. */
  String folder() {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
  }
}
