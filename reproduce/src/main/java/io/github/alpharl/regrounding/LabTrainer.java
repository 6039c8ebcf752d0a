package io.github.alpharl.regrounding;

import io.github.alpharl.accelerate.LegTrainer;
import io.github.alpharl.accelerate.Moments;
import io.github.alpharl.lab.run.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lab in this process, leg by leg in one run directory: weights, moments and counts go on from
 * leg to leg.
 *
 * @param trainer of the run
 * @param run its directory
 * @param moments of the optimizer after a jump
 */
public record LabTrainer(Trainer trainer, Path run, Moments moments) implements LegTrainer {

  @Override
  public Path base() {
    return step(0);
  }

  private Path step(long step) {
    return run.resolve("step-" + step);
  }

  @Override
  public End train(Plan plan) {
    int to = Math.toIntExact(plan.to());
    Path end = plan.folder().resolve("end");
    trainer.run(new Trainer.Leg(to, plan.rateFactor(), end));
    List<Path> checkpoints = new ArrayList<>();
    for (long step = plan.from() + 1; step <= to; step++) {
      if (Files.isDirectory(step(step))) {
        checkpoints.add(step(step));
      }
    }
    return new End(end, checkpoints, trainer.rollouts(Math.toIntExact(plan.from()), to));
  }

  @Override
  public void adopt(long step, Path model, boolean replaces) {
    if (replaces) {
      trainer.adopt(Math.toIntExact(step), model, moments == Moments.RESET);
    }
  }
}
