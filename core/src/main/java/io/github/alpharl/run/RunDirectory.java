package io.github.alpharl.run;

import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.disk.TempNames;
import io.github.alpharl.failure.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the steps of a run by the names of its directories. */
final class RunDirectory {

  private final Path root;
  private final RunSteps steps;
  private boolean found;

  private RunDirectory(Path root) {
    this.root = root;
    this.steps = new RunSteps(root);
  }

  static RunSteps read(Path root) {
    RunDirectory run = new RunDirectory(root);
    Listing.of(root, "*").stream().filter(Files::isDirectory).forEach(run::consider);
    if (!run.found) {
      throw run.nothing();
    }
    return run.steps;
  }

  private void consider(Path child) {
    String name = child.getFileName().toString();
    if (TempNames.isTemp(child)) {
      return;
    }
    for (RunLayout layout : RunLayout.KNOWN) {
      OptionalLong step = layout.step(name);
      if (step.isPresent()) {
        found = true;
        add(step.getAsLong(), child, layout);
        return;
      }
    }
    reportTemporary(child, name);
  }

  private void add(long step, Path child, RunLayout layout) {
    Optional<Long> last = layout.tracker().flatMap(this::lastComplete);
    if (last.isPresent() && step > last.get()) {
      steps.note(
          "step "
              + step
              + " is skipped: "
              + child
              + " is still being written, as "
              + layout.tracker().orElse("")
              + " says "
              + last.get()
              + "; wait until it is complete");
    } else {
      steps.add(step, layout.places(child));
    }
  }

  private void reportTemporary(Path child, String name) {
    boolean temporary = name.contains("tmp") || name.contains("incomplete");
    if (temporary && RunLayout.KNOWN.stream().anyMatch(layout -> layout.isInside(name))) {
      found = true;
      steps.note(child + " is skipped: a temporary name, still being written or left behind");
    }
  }

  private Optional<Long> lastComplete(String tracker) {
    Path file = root.resolve(tracker);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file).strip();
      return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private BadDataException nothing() {
    String known = String.join(", ", RunLayout.KNOWN.stream().map(RunLayout::template).toList());
    String itself =
        WeightFiles.exist(root) ? "is itself one checkpoint, not a run" : "holds no step";
    return BadDataException.of(
        "%s: %s; a run is a directory with steps named like %s, or one with a run.json",
        root, itself, known);
  }
}
