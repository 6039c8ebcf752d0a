package io.github.alpharl.run;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The steps of a run while they are collected. */
final class RunSteps {

  private final Path root;
  private final NavigableMap<Long, Path> usable = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<Path> base = Optional.empty();

  RunSteps(Path root) {
    this.root = root;
  }

  NavigableMap<Long, Path> usable() {
    return new TreeMap<>(usable);
  }

  List<String> notes() {
    return notes;
  }

  Optional<Path> base() {
    return base;
  }

  void base(Path directory) {
    base = Optional.of(directory);
  }

  void note(String note) {
    notes.add(note);
  }

  /** Adds {@code step} with the first of {@code places} that is usable, else a note. */
  void add(long step, List<Path> places) {
    Optional<String> problem = Optional.empty();
    for (Path place : places) {
      Optional<String> now = Files.isDirectory(place) ? tryPlace(step, place) : Optional.of("");
      if (now.isEmpty()) {
        return;
      }
      problem = telling(problem, now.get());
    }
    note("step " + step + " is skipped: " + problem.orElse(root.toString()));
  }

  /** Of the reasons why places are unusable, the first that is about weights that are there. */
  private static Optional<String> telling(Optional<String> known, String now) {
    boolean better = known.isEmpty() || known.get().contains("holds no weights");
    return now.isEmpty() || !better ? known : Optional.of(now);
  }

  private Optional<String> tryPlace(long step, Path place) {
    Optional<String> problem = Completeness.problem(place);
    if (problem.isEmpty()) {
      Path other = usable.put(step, place);
      if (other != null) {
        throw BadDataException.of(
            "%s: step %d occurs twice, as %s and %s; move one away or list the steps in a run.json",
            root, step, other, place);
      }
    }
    return problem;
  }

  /** The reasons why steps were skipped, for an error. */
  String skippedHint() {
    return notes.isEmpty() ? "" : " (" + Wording.firstFive(notes) + ")";
  }
}
