package io.github.alpharl.run;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One checkpoint, named by its folder or as a step of a run.
 *
 * @param directory where its weights or its adapter are
 * @param base the model that it started from, where that is known
 * @param adapter which one counts where its file holds several
 * @param notes what was found or passed over on the way
 */
public record CheckpointPlace(
    Path directory, Optional<Path> base, Optional<String> adapter, List<String> notes) {

  private static final long ALONE = 0;

  /** Copies the list. */
  public CheckpointPlace {
    notes = List.copyOf(notes);
  }

  /**
   * Finds the checkpoint that {@code path} is, or the step of the run in {@code path}. Whatever the
   * trainer's layout puts around the weights is searched.
   *
   * @throws BadDataException if there is no usable checkpoint
   * @throws UsageException if the run has no such step, or a run is named without a step
   */
  public static CheckpointPlace of(Path path, OptionalLong step, Run.Known known) {
    RunSteps steps = step.isPresent() ? Run.steps(path, known) : alone(path, known);
    long number = step.orElse(ALONE);
    Path directory = steps.usable().get(number);
    if (directory == null) {
      throw UsageException.of(
          "%s: has no usable checkpoint of step %d%s; its steps are %s",
          path, number, steps.skippedHint(), StepNotes.shown(steps.usable().keySet()));
    }
    NavigableMap<Long, Path> one = new TreeMap<>();
    one.put(number, directory);
    Optional<Path> base =
        known
            .base()
            .map(known.hub()::model)
            .or(() -> new AdapterBase(path, one, known.hub()).find(steps.notes()));
    return new CheckpointPlace(directory, base, steps.adapter(), steps.notes().list());
  }

  private static RunSteps alone(Path path, Run.Known known) {
    Path directory = known.hub().model(path);
    RunSteps steps = new RunSteps(directory);
    steps.add(ALONE, RunLayout.allPlaces(directory));
    if (steps.usable().isEmpty()) {
      throw stepsBelow(directory, known)
          .<AlphaRlException>map(
              below ->
                  UsageException.of(
                          "%s: is a run; name one of its steps %s",
                          directory, StepNotes.shown(below.keySet()))
                      .by(Setting.STEP))
          .orElseGet(
              () ->
                  BadDataException.of(
                          "%s: holds no checkpoint that can be read%s",
                          directory, steps.skippedHint())
                      .in(directory)
                      .as(Defect.MISSING));
    }
    return steps;
  }

  private static Optional<NavigableMap<Long, Path>> stepsBelow(Path directory, Run.Known known) {
    try {
      return Optional.of(Run.steps(directory, known).usable()).filter(found -> !found.isEmpty());
    } catch (AlphaRlException none) {
      return Optional.empty();
    }
  }
}
