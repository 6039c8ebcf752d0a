package io.github.alpharl.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightChanges;
import io.github.alpharl.failure.AlphaRlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run consists of.
 *
 * @param run it
 * @param base its base
 * @param modules that are decomposed
 * @param steps usable or not, ascending
 * @param notes of the steps, grouped
 * @param changes of the last usable step, where it was read
 */
public record Inspection(
    Run run,
    HfCheckpoint base,
    List<ModuleId> modules,
    List<Step> steps,
    List<String> notes,
    Optional<Changes> changes) {

  /** One checkpoint: {@code problem} is null where it is usable. */
  public record Step(long step, String path, String kind, String problem) {

    /** Whether it can be decomposed. */
    public boolean usable() {
      return problem == null;
    }
  }

  /** What a step changed. */
  public record Changes(long step, WeightChanges weights) {}

  /**
   * Looks at a run; reads weights where {@code changes} are wanted.
   *
   * @param weights of the run
   * @param patterns which weights are modules
   */
  public static Inspection of(OpenRun weights, ModulePatterns patterns, boolean changes) {
    List<ModuleId> modules = patterns.modules(weights.base());
    List<Step> steps = new ArrayList<>();
    StepNotes notes = new StepNotes();
    for (Map.Entry<Long, Path> entry : weights.run().steps().entrySet()) {
      steps.add(step(weights, entry.getKey(), entry.getValue(), notes));
    }
    Optional<Step> last = steps.reversed().stream().filter(Step::usable).findFirst();
    return new Inspection(
        weights.run(),
        weights.base(),
        modules,
        List.copyOf(steps),
        notes.list(),
        last.filter(_ -> changes).map(step -> changes(weights, step.step(), patterns)));
  }

  private static Changes changes(OpenRun weights, long step, ModulePatterns patterns) {
    return new Changes(step, WeightChanges.of(weights.base(), weights.step(step), patterns));
  }

  private static Step step(OpenRun weights, long step, Path path, StepNotes notes) {
    try {
      StepCheckpoint aligned = weights.step(step).alignedTo(weights.base());
      weights.tell(step, notes);
      String kind =
          switch (aligned) {
            case HfCheckpoint _ -> "model";
            case LoraAdapter _ -> "adapter";
          };
      weights.done(step);
      return new Step(step, path.toString(), kind, null);
    } catch (AlphaRlException e) {
      return new Step(step, path.toString(), "unusable", e.getMessage());
    }
  }
}
