package io.github.alpharl.lab.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.task.Task;

/**
 * Everything that decides a run, besides the model it starts from. In JSON all settings of all
 * parts lie side by side under their own names, in the order of the parts.
 *
 * @param plan what is trained on what
 * @param batch how much a step samples and trains
 * @param draw how answers are drawn
 * @param update how weights move
 * @param weights which weights move
 * @param clip limits of ratios
 * @param discount how later rewards count
 * @param penalty terms beside the reward
 * @param example what the controls learn from
 * @param measure how checkpoints are scored
 * @param computing where and how precisely
 * @param breaking what is broken on purpose
 */
public record TrainOptions(
    PlanOptions plan,
    BatchOptions batch,
    DrawOptions draw,
    UpdateOptions update,
    TrainableOptions weights,
    ClipOptions clip,
    DiscountOptions discount,
    PenaltyOptions penalty,
    ExampleOptions example,
    MeasureOptions measure,
    ComputeOptions computing,
    FaultOptions breaking) {

  private static final int EARLY_PERCENT = 40;

  /**
   * These options changed by the keys of {@code overrides}; unknown keys are refused. Who says how
   * often to save means all of the run, unless {@code saveEarly} is said, too.
   */
  public TrainOptions with(JsonNode overrides) {
    return OptionsJson.read(OptionsJson.overridden(json(), overrides));
  }

  /** These options with nothing broken. */
  public TrainOptions withoutFault() {
    return new TrainOptions(
        plan,
        batch,
        draw,
        update,
        weights,
        clip,
        discount,
        penalty,
        example,
        measure,
        computing,
        FaultOptions.NONE);
  }

  /** All options as JSON. */
  public ObjectNode json() {
    return OptionsJson.write(this);
  }

  public Algorithm algorithm() {
    return plan.algorithm();
  }

  public Task task() {
    return plan.task();
  }

  /** Rollout steps, or optimizer steps of the controls. */
  public int steps() {
    return plan.steps();
  }

  /** Steps between checkpoints, but for those of the first 40 % where {@link #saveEarly}. */
  public int saveEvery() {
    return plan.saveEvery();
  }

  /** Steps between the checkpoints of the first 40 %, where forecasts look; 0: as later. */
  public int saveEarly() {
    return plan.saveEarly();
  }

  /** True if the model after {@code step} is kept. */
  public boolean saves(int step) {
    boolean early = plan.saveEarly() > 0 && step <= earlySteps() && step % plan.saveEarly() == 0;
    return early || step % plan.saveEvery() == 0 || step == plan.steps();
  }

  /** The steps of the first 40 %. */
  public int earlySteps() {
    return Math.toIntExact(EARLY_PERCENT * (long) plan.steps() / 100);
  }

  /** The last step before {@code step} whose model is kept, or 0. */
  public int savedBefore(int step) {
    int before = step - 1;
    while (before > 0 && !saves(before)) {
      before--;
    }
    return before;
  }

  /** The seed of everything random. */
  public long seed() {
    return plan.seed();
  }

  /** The course of a learning rate whose peak is {@code rate}. */
  public Schedule schedule(double rate) {
    long updates = (long) plan.steps() * batch.miniBatches() * batch.epochs();
    return new Schedule(rate, update.warmup(), update.schedule(), updates);
  }
}
