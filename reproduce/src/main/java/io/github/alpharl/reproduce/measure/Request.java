package io.github.alpharl.reproduce.measure;

import io.github.alpharl.reproduce.run.LabRun;

/**
 * A measurement that an item asks for. Its result is a JSON object, the same whenever it is made.
 * Costs are about so many seconds of one core.
 */
public sealed interface Request {

  /** The run that must be there. */
  LabRun run();

  /** It in words, the run left out; no two requests about a run have the same. */
  String describe();

  /** About so many seconds of one core. */
  double cost();

  /** Whether it reads the run's factors. */
  default boolean factors() {
    return true;
  }

  /** {@code accuracy} on test problems; for a search also {@code chosen} and {@code accepted}. */
  record Accuracy(RunModel model, int problems) implements Request {
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
          ? answers + 1.5 * searched.candidates().size()
          : answers + 0.2;
    }

    @Override
    public boolean factors() {
      return !(model instanceof RunModel.Step);
    }
  }

  /** The run's {@code scores} on validation problems, pairs of step and accuracy. */
  record Scores(LabRun run) implements Request {
    @Override
    public String describe() {
      return "scores";
    }

    @Override
    public double cost() {
      return 0;
    }

    @Override
    public boolean factors() {
      return false;
    }
  }

  /** Shares and norms of the updates of all {@code steps}, means over the modules. */
  record Shares(LabRun run) implements Request {
    @Override
    public String describe() {
      return "shares and norms";
    }

    @Override
    public double cost() {
      return 2;
    }
  }

  /** R² and Q² of every module, and the projection of the trajectory of one. */
  record Linear(LabRun run, String module) implements Request {
    @Override
    public String describe() {
      return "linearity, projection of " + module;
    }

    @Override
    public double cost() {
      return 1;
    }
  }

  /** Accuracy of every window of modules by importance. */
  record Windows(LabRun run, String module) implements Request {
    @Override
    public String describe() {
      return "sliding window of modules";
    }

    @Override
    public double cost() {
      return 5;
    }
  }

  /** How greedy answers changed from the base to the model. */
  record Behave(RunModel model) implements Request {
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
  }

  /** The smallest {@code rank} that keeps {@code bound} of the gain, with all that was tried. */
  record RankNeeded(LabRun run, double bound) implements Request {
    @Override
    public String describe() {
      return "smallest rank that keeps " + bound + " of the gain";
    }

    @Override
    public double cost() {
      return 14;
    }
  }
}
