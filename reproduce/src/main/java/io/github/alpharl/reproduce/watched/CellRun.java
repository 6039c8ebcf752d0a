package io.github.alpharl.reproduce.watched;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.guard.WatchGuard;
import io.github.alpharl.json.Json;
import io.github.alpharl.lab.fault.FaultPlan;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.run.Divergence;
import io.github.alpharl.lab.run.Guarding;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.nio.file.Path;

/**
 * Trains a run of the experiment: 16 problems × 8 answers a step from the base that ships, a
 * checkpoint every 2 steps.
 *
 * @param folder for the runs
 * @param cell which run
 */
record CellRun(Path folder, Cell cell) {

  private static final double HALF = 0.5;
  private static final double DOUBLE = 2;
  private static final int INTERVENTIONS = 3;

  /** The settings that all share. */
  private static ObjectNode shared() {
    return Json.object()
        .put("prompts", 16)
        .put("samples", 8)
        .put("steps", Cell.STEPS)
        .put("saveEvery", 2)
        .put("validationProblems", 256);
  }

  private static double rate(Cell cell) {
    return cell.task().equals("faulty-facts") ? 2.5e-4 : 1e-4;
  }

  TrainOptions options() {
    Task task = Tasks.named(cell.task());
    ObjectNode changes = shared().put("seed", cell.seed());
    changes.put("learningRate", rate(cell) * times());
    if (cell.variant().equals("healthy-cosine")) {
      changes.put("schedule", "cosine");
    }
    cell.fault()
        .ifPresent(kind -> changes.put("fault", new FaultPlan(kind, Cell.PREFIX + 1).toString()));
    return Defaults.of(Algorithm.named(cell.algorithm()), task, false, start().width())
        .with(changes);
  }

  private double times() {
    return switch (cell.variant()) {
      case "healthy-half-rate" -> HALF;
      case "healthy-double-rate" -> DOUBLE;
      default -> 1;
    };
  }

  Start start() {
    ModelSize size = cell.task().equals("faulty-facts") ? ModelSize.TINY_96 : ModelSize.TINY_128;
    return new Start.Shipped(Tasks.named(cell.task()), size);
  }

  /** The steps before any fault, which are trained once. */
  Path prefix() {
    Path prefix = folder.resolve(cell.setting() + "-prefix");
    Cell healthy = new Cell(cell.algorithm(), cell.task(), cell.seed(), Cell.HEALTHY.getFirst());
    new Trainer(start(), new CellRun(folder, healthy).options(), prefix, _ -> {})
        .train(Cell.PREFIX, Guarding.KEEPING);
    return prefix;
  }

  /** Trains it to its end, or to where it diverges, and reads what a watch sees of it. */
  RunSeries train() {
    Path run = folder.resolve(cell.name());
    Trainer trainer = new Trainer(start(), options(), run, _ -> {});
    if (cell.branches()) {
      trainer.branch(prefix());
    }
    try {
      if (cell.isGuarded()) {
        trainer.train(Cell.STEPS, new Guarding(new WatchGuard(), INTERVENTIONS, _ -> {}));
      } else {
        trainer.train(Cell.STEPS, 1);
      }
    } catch (Divergence _) {
      // the fault did that: what is there is what a watch saw
    }
    RunSeries series = Recorder.of(run);
    AtomicDirectory.delete(run);
    return series;
  }
}
