package io.github.alpharl.run;

import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The steps of a run while they are collected. */
final class RunSteps {

  private final Path root;
  private final NavigableMap<Long, Path> usable = new TreeMap<>();
  private final StepNotes notes = new StepNotes();
  private Optional<Path> base = Optional.empty();
  private Optional<String> adapter = Optional.empty();

  RunSteps(Path root) {
    this.root = root;
  }

  NavigableMap<Long, Path> usable() {
    return new TreeMap<>(usable);
  }

  StepNotes notes() {
    return notes;
  }

  Optional<Path> base() {
    return base;
  }

  void base(Path directory) {
    base = Optional.of(directory);
  }

  Optional<String> adapter() {
    return adapter;
  }

  void adapter(String name) {
    adapter = Optional.of(name);
  }

  /** Adds {@code step} with the first of {@code places} that is usable, else a note. */
  void add(long step, List<Path> places) {
    Optional<String> problem = Optional.empty();
    for (Path place : places) {
      Optional<String> now = Files.isDirectory(place) ? tryPlace(step, place) : Optional.of("");
      if (now.isEmpty()) {
        noteModelBeside(step, place, places);
        return;
      }
      problem = telling(problem, now.get());
      if (Files.isDirectory(place) && holdsAdapters(place)) {
        break; // The weights beside an adapter may be the base's.
      }
    }
    notes.skipped(step, problem.orElse(root.toString()));
  }

  /** Of the reasons why places are unusable, the first that is about weights that are there. */
  private static Optional<String> telling(Optional<String> known, String now) {
    boolean better = known.isEmpty() || isNothing(known.get());
    return now.isEmpty() || !better ? known : Optional.of(now);
  }

  /** True even where there are several, of which none is chosen. */
  private static boolean holdsAdapters(Path place) {
    try {
      return StepCheckpoint.isAdapter(place);
    } catch (BadDataException several) {
      return true;
    }
  }

  private static boolean isNothing(String problem) {
    return problem.contains(WeightFiles.NONE);
  }

  private Optional<String> tryPlace(long step, Path place) {
    Optional<String> problem = Completeness.problem(place);
    if (problem.isEmpty()) {
      Path other = usable.putIfAbsent(step, place);
      if (other != null && !isSame(other, place)) {
        throw twice(root, step, other, place);
      }
    }
    return problem;
  }

  static BadDataException twice(Path root, long step, Path one, Path other) {
    return BadDataException.of(
            "%s: step %d occurs twice, as %s and %s; move one away or list the steps in a run.json",
            root, step, one, other)
        .in(root)
        .as(Defect.MISMATCH);
  }

  private void noteModelBeside(long step, Path place, List<Path> places) {
    Optional<Path> adapter = StepCheckpoint.adapterDirectory(place);
    if (adapter.isEmpty()) {
      return;
    }
    places.stream()
        .filter(other -> !other.equals(adapter.get()) && WeightFiles.exist(other))
        .findFirst()
        .ifPresent(
            model ->
                notes.add(
                    step,
                    "the adapter "
                        + adapter.get()
                        + " counts; the model in "
                        + model
                        + " is not read, as mergers leave the base's weights there"));
  }

  /** True if two names lead to one directory. */
  static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      throw Disk.failed("cannot read", one, e);
    }
  }

  /** The reasons why steps were skipped, for an error. */
  String skippedHint() {
    return notes.isEmpty() ? "" : " (" + Wording.firstFive(notes.list()) + ")";
  }
}
