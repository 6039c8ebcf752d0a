package io.github.alpharl.reproduce.measure;

import io.github.alpharl.regrounding.Regrounding;
import io.github.alpharl.reproduce.run.LabRun;

/**
 * A measurement that an item asks for; its result is the same whenever it is made. Costs are about
 * so many seconds of one core.
 *
 * @param <R> its result
 */
public sealed interface Request<R extends Result> {

  /** The run that must be there. */
  LabRun run();

  /** It in words, the run left out; no two requests about a run have the same. */
  String describe();

  /** About so many seconds of one core. */
  double cost();

  /** The type of its result. */
  Class<R> result();

  /** Whether it reads the run's factors. */
  default boolean factors() {
    return true;
  }

  /** The accuracy of {@code model} on test problems. */
  record Accuracy(RunModel model, int problems) implements Request<Result.Accuracy> {
    @Override
    public LabRun run() {
      return model.run();
    }

    @Override
    public String describe() {
      return "accuracy on " + problems + " test problems: " + model.describe();
    }

    @Override
    public double cost() {
      double answers = problems / 600.0;
      return model instanceof RunModel.Searched searched
          ? answers + 1.5 * searched.effort() * searched.candidates().size()
          : answers + 0.2;
    }

    @Override
    public Class<Result.Accuracy> result() {
      return Result.Accuracy.class;
    }

    @Override
    public boolean factors() {
      return !(model instanceof RunModel.Step);
    }
  }

  /** The run's scores on validation problems. */
  record Scores(LabRun run) implements Request<Result.Scores> {
    @Override
    public String describe() {
      return "scores";
    }

    @Override
    public double cost() {
      return 0;
    }

    @Override
    public Class<Result.Scores> result() {
      return Result.Scores.class;
    }

    @Override
    public boolean factors() {
      return false;
    }
  }

  /** Shares and norms of the updates of all steps, means over the modules. */
  record Shares(LabRun run) implements Request<Result.Shares> {
    @Override
    public String describe() {
      return "shares and norms";
    }

    @Override
    public double cost() {
      return 2;
    }

    @Override
    public Class<Result.Shares> result() {
      return Result.Shares.class;
    }
  }

  /** R² and Q² of every module, and the projection of the trajectory of one. */
  record Linear(LabRun run, String module) implements Request<Result.Linear> {
    @Override
    public String describe() {
      return "linearity, projection of " + module;
    }

    @Override
    public double cost() {
      return 1;
    }

    @Override
    public Class<Result.Linear> result() {
      return Result.Linear.class;
    }
  }

  /** Accuracy of every window of modules by importance. */
  record Windows(LabRun run, String module) implements Request<Result.Windows> {
    @Override
    public String describe() {
      return "sliding window of modules";
    }

    @Override
    public double cost() {
      return 5;
    }

    @Override
    public Class<Result.Windows> result() {
      return Result.Windows.class;
    }
  }

  /** How greedy answers changed from the base to the model. */
  record Behave(RunModel model) implements Request<Result.Behaved> {
    @Override
    public LabRun run() {
      return model.run();
    }

    @Override
    public String describe() {
      return "behaviour: " + model.describe();
    }

    @Override
    public double cost() {
      return 2.5;
    }

    @Override
    public Class<Result.Behaved> result() {
      return Result.Behaved.class;
    }
  }

  /**
   * The run trained again, for {@code budget} steps, and re-grounded on the models ahead of its
   * legs; its end on test problems, beside the rollouts of both.
   */
  record Regrounded(LabRun run, int budget, int problems) implements Request<Result.Regrounded> {
    @Override
    public String describe() {
      return "re-grounded by " + Regrounding.rules(budget) + ", on " + problems + " test problems";
    }

    @Override
    public double cost() {
      return 0.02 * budget * run.cost();
    }

    @Override
    public Class<Result.Regrounded> result() {
      return Result.Regrounded.class;
    }

    @Override
    public boolean factors() {
      return false;
    }
  }

  /** The smallest rank that keeps {@code bound} of the gain, with all that was tried. */
  record RankNeeded(LabRun run, double bound) implements Request<Result.RankFound> {
    @Override
    public String describe() {
      return "smallest rank that keeps " + bound + " of the gain";
    }

    @Override
    public double cost() {
      return 14;
    }

    @Override
    public Class<Result.RankFound> result() {
      return Result.RankFound.class;
    }
  }
}
