package io.github.alpharl.accelerate;

import java.nio.file.Path;
import java.util.List;

/** A trainer that works leg by leg. */
public interface LegTrainer {

  /**
   * What a leg is to do.
   *
   * @param leg its number, from 1
   * @param from step at which it starts
   * @param to step after which it ends
   * @param start the model that it starts from
   * @param rateFactor what the trainer's own learning rate is to be multiplied by
   * @param jumped true where {@code start} is not the model that the leg before ended with
   * @param folder a folder of the leg's own
   */
  record Plan(
      int leg, long from, long to, Path start, double rateFactor, boolean jumped, Path folder) {}

  /**
   * What a leg ended with.
   *
   * @param model the model of its last step, as precise as the trainer has it
   * @param checkpoints models of some of its steps, rising, the last one included
   * @param rollouts training answers that it sampled
   */
  record End(Path model, List<Path> checkpoints, long rollouts) {

    /** Copies the list. */
    public End {
      checkpoints = List.copyOf(checkpoints);
    }
  }

  /** The model that the run starts from; called after the first leg. */
  Path base();

  /** Trains a leg. After a kill it is called again with the same plan, and ends with the same. */
  End train(Plan plan);

  /**
   * The run goes on from {@code model} after {@code step}, the end of the last leg. May be called
   * again after a kill.
   *
   * @param replaces false where it is the model that was trained
   */
  void adopt(long step, Path model, boolean replaces);
}
