package io.github.alpharl.lab.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.rl.Learner;
import io.github.alpharl.lab.rl.TrainedPolicy;
import io.github.alpharl.lab.rl.Updater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Runs a training from its start, or from where an earlier one in the same folder was stopped or
 * killed: all randomness follows from the seed and the step's number, so both give the same run.
 */
public final class Trainer {

  /** Written by what controls the run's legs, before the run begins. */
  public static final String CONTROL = RunFolder.CONTROL;

  private final TrainOptions options;
  private final RunFolder folder;
  private final Opening opening;
  private final TrainingLoop loop;
  private final Examination examination;

  /**
   * A run of {@code options} from {@code start} in {@code out}; {@code listener} sees each step.
   */
  public Trainer(Start start, TrainOptions options, Path out, Consumer<StepReport> listener) {
    this.options = options;
    folder = new RunFolder(out);
    opening = new Opening(start, options, folder);
    loop = new TrainingLoop(options, folder, listener);
    examination = new Examination(options);
  }

  /**
   * What a run reached on test problems, two samples each at the validation temperature.
   *
   * @param base accuracy of step 0
   * @param end accuracy after the last step
   */
  public record Outcome(double base, double end) {}

  /**
   * A part of a run whose pace something outside controls.
   *
   * @param until step after which it stops; saved like the last one
   * @param rateFactor what the learning rate is multiplied by
   * @param end where the model of its end is written in float32
   */
  public record Leg(int until, double rateFactor, Path end) {}

  /** Trains; afterwards measures the first and the last checkpoint on test problems. */
  public Outcome run() {
    return opening.with(
        actor -> {
          double base = examination.test(actor);
          loop.run(actor, options.steps(), 1, _ -> {});
          return new Outcome(base, examination.test(actor));
        });
  }

  /** Like {@link #run()}, with a guard that sends the training back at an alarm. */
  public Outcome run(Guarding guarding) {
    train(options.steps(), guarding);
    return measure();
  }

  /** Goes on to {@code until} with a guard; measures no test. */
  public void train(int until, Guarding guarding) {
    new GuardedRun(opening, loop, folder, guarding).run(until);
  }

  /**
   * Goes on to the end of {@code leg}. Legs one after the other, at a factor of 1, are the run that
   * {@link #run} makes.
   */
  public void run(Leg leg) {
    opening.with(
        actor -> {
          Consumer<HfCheckpoint> end = template -> savePrecise(actor, template, leg.end());
          loop.run(actor, leg.until(), leg.rateFactor(), end);
          return leg;
        });
  }

  /**
   * Begins this run as a branch of another one in {@code from}: its steps so far are this run's,
   * which goes on from its last saved one. Both must have the same start and options, but for
   * {@code fault}, {@code steps}, {@code learningRate} and {@code schedule}. The checkpoints are
   * shared as hard links, or copied where there are none. Does nothing where this run was begun.
   */
  public void branch(Path from) {
    if (!folder.begun()) {
      new Branch(new RunFolder(from), folder).begin(opening.record());
    }
  }

  private static void savePrecise(Actor actor, HfCheckpoint template, Path end) {
    if (!Files.isDirectory(end)) {
      ModelFiles.savePrecise(actor.network(), template, end);
    }
  }

  /** Goes on to {@code until} at {@code rateFactor} times the learning rate; measures no test. */
  public void train(int until, double rateFactor) {
    opening.with(
        actor -> {
          loop.run(actor, until, rateFactor, _ -> {});
          return until;
        });
  }

  /**
   * Goes on from another model: {@code model}'s weights take the place of those of {@code step},
   * where the run stands, in the checkpoint, its score and the state. Where the run is beyond that
   * step nothing is done.
   *
   * @param afresh true where the optimizer's moments and counts start from nothing; else it keeps
   *     them
   */
  public void adopt(int step, Path model, boolean afresh) {
    opening.with(
        actor -> {
          try (TrainedPolicy policy = TrainedPolicy.of(actor, options);
              Learner learner = Learner.of(policy)) {
            StateFile state = new StateFile(folder.state(), actor.network().compute());
            if (state.read(learner) == step) {
              copy(model, actor.network());
              replace(step, actor);
              loop.score(step, actor);
              if (afresh) {
                learner.updaters().values().forEach(Updater::restart);
              }
              state.write(step, learner);
            }
          }
          return step;
        });
  }

  private static void copy(Path model, Network network) {
    try (HfCheckpoint from = HfCheckpoint.open(model)) {
      for (String name : network.weights().map().keySet()) {
        network.weights().copyInto(name, from.tensor(name), network.compute());
      }
    }
  }

  /** The trained model moves away first: whenever a kill comes, no half of either is there. */
  private void replace(int step, Actor actor) {
    Path trained = folder.replaced(step);
    if (!Files.exists(trained)) {
      try {
        Disk.system().createDirectories(trained.getParent());
        Disk.system().move(folder.step(step), trained);
      } catch (IOException e) {
        throw EnvironmentException.because(
            "cannot move " + folder.step(step) + " to " + trained + ": " + e.getMessage(), e);
      }
    }
    if (!Files.isDirectory(folder.step(step))) {
      try (HfCheckpoint template = HfCheckpoint.open(folder.step(0))) {
        ModelFiles.save(actor.network(), template, folder.step(step));
      }
    }
  }

  /** Answers to training problems that the steps after {@code from} up to {@code to} sampled. */
  public long rollouts(int from, int to) {
    long round = (long) options.batch().prompts() * options.batch().samples();
    return Math.round(folder.total("rounds", from, to) * round);
  }

  /** The base and the model where the run stands, on test problems. */
  public Outcome measure() {
    return opening.with(
        actor -> {
          double base = examination.test(actor);
          try (TrainedPolicy policy = TrainedPolicy.of(actor, options);
              Learner learner = Learner.of(policy)) {
            new StateFile(folder.state(), actor.network().compute()).read(learner);
          }
          return new Outcome(base, examination.test(actor));
        });
  }

  /**
   * True if this very run (start and all options) lies complete in its folder: every checkpoint,
   * and the score of the last one. Neither loads LibTorch nor writes.
   */
  public boolean finished() {
    if (!folder.holds(opening.record())) {
      return false;
    }
    for (int step = 0; step <= options.steps(); step++) {
      if ((step == 0 || options.saves(step)) && !Files.isDirectory(folder.step(step))) {
        return false;
      }
    }
    return folder.scored(options.steps());
  }
}
