package io.github.alpharl.reproduce.measure;

import io.github.alpharl.reproduce.run.LabRun;
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
   * A part of a step's update, norm matched.
   *
   * @param rank as {@code reconstruct --rank} takes it
   * @param scale λ
   * @param modules that are updated; empty for all
   */
  record Part(LabRun run, long step, String rank, String scale, List<String> modules)
      implements RunModel {

    public static Part of(LabRun run, long step, String rank) {
      return new Part(run, step, rank, "1", List.of());
    }

    @Override
    public String describe() {
      return "step "
          + step
          + ", rank "
          + rank
          + ", λ "
          + scale
          + (modules.isEmpty() ? "" : ", modules " + String.join(",", modules));
    }
  }

  /** A forecast for the accuracy of the full run on validation problems: the paper's target. */
  record PaperTarget(LabRun run, String window, String forecaster) implements RunModel {
    @Override
    public String describe() {
      return "window " + window + ", " + forecaster + " at relative accuracy 1";
    }
  }

  /** The result of a search on validation problems. */
  record Searched(LabRun run, String window, List<String> candidates) implements RunModel {
    @Override
    public String describe() {
      return "window " + window + ", search over " + String.join(",", candidates);
    }
  }
}
