package io.github.alpharl.run;

import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.disk.TempNames;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds the steps of a run by the names of its directories. */
final class RunDirectory {

  private final Path root;
  private final Optional<String> naming;
  private final StepNotes notes = new StepNotes();
  private final Map<String, RunGroup> groups = new LinkedHashMap<>();

  private RunDirectory(Path root, Optional<String> naming) {
    this.root = root;
    this.naming = naming;
  }

  /**
   * The steps in {@code root}.
   *
   * @param naming the name of the steps to take, where there are several
   */
  static RunSteps read(Path root, Optional<String> naming) {
    RunDirectory run = new RunDirectory(root, naming);
    Listing.of(root, "*").forEach(run::consider);
    if (run.groups.isEmpty() && run.notes.isEmpty()) {
      throw run.nothing();
    }
    return naming.isPresent() ? run.chosen(naming.get()) : run.only();
  }

  /** The names of steps that {@code directory} holds, with how many of them can be read. */
  static Map<String, Integer> namings(Path directory) {
    RunDirectory run = new RunDirectory(directory, Optional.empty());
    Listing.of(directory, "*").forEach(run::consider);
    Map<String, Integer> readable = new TreeMap<>();
    run.groups.forEach(
        (naming, group) -> readable.put(naming, run.collect(List.of(group)).usable().size()));
    return readable;
  }

  private void consider(Path child) {
    String name = child.getFileName().toString();
    if (TempNames.isTemp(child)) {
      return;
    }
    Optional<RunLayout.Named> named = isTemporary(name) ? Optional.empty() : named(name);
    if (!Files.isDirectory(child)) {
      named.filter(_ -> Files.isSymbolicLink(child)).ifPresent(step -> noteDeadLink(step, child));
    } else if (named.isPresent()) {
      linkedStep(child)
          .ifPresentOrElse(
              other -> notes.skipped(named.get().step(), child + " is a link to " + other),
              () -> add(named.get(), child));
    } else {
      reportOdd(child, name);
    }
  }

  private Optional<RunLayout.Named> named(String name) {
    return RunLayout.named(name, naming);
  }

  private void add(RunLayout.Named named, Path child) {
    groups.computeIfAbsent(named.naming(), _ -> new RunGroup(root, named)).add(named.step(), child);
  }

  private void noteDeadLink(RunLayout.Named named, Path child) {
    notes.skipped(named.step(), child + " is a link to " + target(child) + ", which is not there");
  }

  /** The other step of this folder that {@code child} is a link to. */
  private Optional<Path> linkedStep(Path child) {
    if (!Files.isSymbolicLink(child)) {
      return Optional.empty();
    }
    Path real = root.resolve(target(child)).normalize();
    boolean sibling = real.getParent() != null && RunSteps.isSame(real.getParent(), root);
    return sibling && named(real.getFileName().toString()).isPresent()
        ? Optional.of(real)
        : Optional.empty();
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw Disk.failed("cannot read", link, e);
    }
  }

  private static boolean isTemporary(String name) {
    return name.startsWith("tmp") || name.contains("incomplete");
  }

  private void reportOdd(Path child, String name) {
    if (RunLayout.isTooLong(name)) {
      notes.add(child + " is skipped: its number has more than 18 digits");
    } else if ((name.contains("tmp") || isTemporary(name)) && RunLayout.isAroundStep(name)) {
      notes.add(child + " is skipped: a temporary name, still being written or left behind");
    }
  }

  /** The steps of the one group that has usable ones; else asks which is meant. */
  private RunSteps only() {
    Map<RunGroup, RunSteps> found = new LinkedHashMap<>();
    groups.values().forEach(group -> found.put(group, collect(List.of(group))));
    List<RunGroup> trained = new ArrayList<>();
    List<RunGroup> rest = new ArrayList<>();
    found.forEach(
        (group, steps) -> {
          boolean any = !steps.usable().tailMap(0L, false).isEmpty();
          (any ? trained : rest).add(group);
        });
    if (trained.size() > 1) {
      refuseShared(trained, found);
      throw which(trained, "holds steps under " + trained.size() + " names");
    }
    List<RunGroup> all = new ArrayList<>(trained);
    rest.stream().filter(group -> trained.isEmpty() || !group.isPlain()).forEach(all::add);
    return collect(all);
  }

  /** A single directory whose step another name has, too, is a copy rather than a run. */
  private void refuseShared(List<RunGroup> trained, Map<RunGroup, RunSteps> found) {
    if (trained.stream().allMatch(group -> group.numbers().size() > 1)) {
      return;
    }
    NavigableMap<Long, Path> seen = new TreeMap<>();
    trained.forEach(
        group ->
            found
                .get(group)
                .usable()
                .forEach(
                    (step, place) -> {
                      Path other = seen.putIfAbsent(step, place);
                      if (other != null) {
                        throw RunSteps.twice(root, step, other, place);
                      }
                    }));
  }

  private RunSteps collect(Collection<RunGroup> from) {
    RunSteps steps = new RunSteps(root);
    steps.notes().addAll(notes);
    from.forEach(group -> group.collect(steps));
    return steps;
  }

  private RunSteps chosen(String naming) {
    RunGroup group = groups.get(naming);
    if (group == null) {
      throw which(groups.values(), "holds no step named " + naming);
    }
    return collect(List.of(group));
  }

  private UsageException which(Collection<RunGroup> choices, String problem) {
    return UsageException.of(
            "%s: %s: %s; say which of the names is the run's, or list the steps in a run.json",
            root,
            problem,
            choices.stream()
                .map(group -> group.naming() + " (steps " + StepNotes.shown(group.numbers()) + ")")
                .collect(Collectors.joining(" and ")))
        .by(Setting.NAMING);
  }

  private AlphaRlException nothing() {
    List<String> below = WeightFiles.exist(root) ? List.of() : RunSearch.below(root);
    if (!below.isEmpty()) {
      return BadDataException.of(
              "%s: holds no step itself, but these folders do: %s; give one of them",
              root, String.join(", ", below))
          .in(root)
          .as(Defect.MISSING);
    }
    Optional<UsageException> unknown =
        WeightFiles.exist(root) ? Optional.empty() : UnknownSteps.in(root);
    return unknown.isPresent() ? unknown.get() : noStep();
  }

  private BadDataException noStep() {
    String known =
        RunLayout.KNOWN.stream().map(RunLayout::template).collect(Collectors.joining(", "));
    String instead =
        WeightFiles.exist(root)
            ? "is itself one checkpoint, not a run" + around()
            : "holds no step";
    return BadDataException.of(
            "%s: %s; a run is a directory with steps named like %s, or one with a run.json",
            root, instead, known)
        .in(root)
        .as(Defect.MISSING);
  }

  /** Where {@code root} is a step, the run around it. */
  private String around() {
    Path real = root.toAbsolutePath().normalize();
    return RunLayout.named(String.valueOf(real.getFileName()))
        .map(step -> " (step " + step.step() + " of the run " + real.getParent() + ")")
        .orElse("");
  }
}
