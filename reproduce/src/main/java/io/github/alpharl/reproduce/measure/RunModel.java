package io.github.alpharl.reproduce.measure;

import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.run.Window;
import io.github.alpharl.spectral.Rank;
import java.util.List;

/** A model that is made from a run, and is measured. */
public sealed interface RunModel {

  /** The run. */
  LabRun run();

  /** It in words, the run left out; no two models of a run have the same. */
  String describe();

  /** A checkpoint of the run. */
  record Step(LabRun run, long step) implements RunModel {
    @Override
    public String describe() {
      return "step " + step;
    }
  }

  /**
   * A part of a step's update.
   *
   * @param kept its directions
   * @param scale λ
   * @param modules that are updated; empty for all
   * @param matched whether it gets the norm of the whole update first
   */
  record Part(
      LabRun run, long step, Subspaces kept, double scale, List<String> modules, boolean matched)
      implements RunModel {

    /** Copies the list. */
    public Part {
      modules = List.copyOf(modules);
    }

    /** The first directions of all modules. */
    public static Part of(LabRun run, long step, Rank rank) {
      return new Part(run, step, new Subspaces.Top(rank), 1, List.of(), true);
    }

    @Override
    public String describe() {
      return "step "
          + step
          + ", rank "
          + words(kept)
          + ", λ "
          + shortest(scale)
          + (modules.isEmpty() ? "" : ", modules " + String.join(",", modules))
          + (matched ? "" : ", not norm-matched");
    }

    private static String words(Subspaces kept) {
      return switch (kept) {
        case Subspaces.Only(int index) -> "i:" + index;
        case Subspaces.Top(Rank.Count(int count)) -> Integer.toString(count);
        case Subspaces.Top(Rank.Percent(double percent)) -> shortest(percent) + "%";
        case Subspaces.Top(Rank.Largest largest) -> largest.toString();
      };
    }
  }

  /** A number as short as it can be: 1, not 1.0. */
  static String shortest(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /**
   * The first direction of a step's update, not norm-matched, at the λ of {@code scales} that
   * solves most of {@code problems} validation problems.
   */
  record BestScale(LabRun run, long step, List<Double> scales, int problems) implements RunModel {

    /** Copies the list. */
    public BestScale {
      scales = List.copyOf(scales);
    }

    /** The model at {@code scale}. */
    Part at(double scale) {
      Subspaces first = new Subspaces.Top(new Rank.Count(1));
      return new Part(run, step, first, scale, List.of(), false);
    }

    @Override
    public String describe() {
      return "step " + step + ", rank 1 at the best λ of " + scales + " on " + problems;
    }
  }

  /** A forecast for the accuracy of the full run on validation problems: the paper's target. */
  record PaperTarget(LabRun run, Window window, String forecaster) implements RunModel {
    @Override
    public String describe() {
      return "window " + window + ", " + forecaster + " at relative accuracy 1";
    }
  }

  /**
   * The result of a search on validation problems.
   *
   * @param effort how many times the problems that the reproduction's size gives a search
   */
  record Searched(LabRun run, Window window, List<String> candidates, int effort)
      implements RunModel {

    /** Copies the list. */
    public Searched {
      candidates = List.copyOf(candidates);
    }

    /** With as many problems as the reproduction's size gives a search. */
    public Searched(LabRun run, Window window, List<String> candidates) {
      this(run, window, candidates, 1);
    }

    @Override
    public String describe() {
      return "window "
          + window
          + ", search over "
          + String.join(",", candidates)
          + " and in few coefficients"
          + (effort == 1 ? "" : ", " + effort + " times the problems");
    }
  }
}
