package io.github.alpharl.run;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.disk.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directories of a folder that are named alike, as {@code checkpoint-{N}}. */
final class RunGroup {

  /** After so long without a write nothing is still being written. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  /** One step's directory. */
  private record Member(long step, Path directory) {}

  private final Path root;
  private final RunLayout layout;
  private final String naming;
  private final List<Member> members = new ArrayList<>();

  RunGroup(Path root, RunLayout.Named first) {
    this.root = root;
    this.layout = first.layout();
    this.naming = first.naming();
  }

  /** The name of its steps, with <code>{N}</code> for the number. */
  String naming() {
    return naming;
  }

  /** True for names that are nothing but numbers, as other folders may be called. */
  boolean isPlain() {
    return naming.equals("{N}");
  }

  void add(long step, Path directory) {
    members.add(new Member(step, directory));
  }

  /** Its steps' numbers, rising. */
  List<Long> numbers() {
    return members.stream().map(Member::step).sorted().distinct().toList();
  }

  /** Adds its usable steps to {@code steps}, and notes of the others. */
  void collect(RunSteps steps) {
    members.sort(Comparator.comparingLong(Member::step));
    boolean zero = members.getFirst().step() == 0;
    boolean fromZero = zero && layout.epochs();
    if (fromZero || (zero && isPlain())) {
      noteZero(steps, members.getFirst().directory());
    }
    boolean marked = members.stream().anyMatch(member -> isMarked(member.directory()));
    Optional<Tracker> tracker = tracker();
    tracker.ifPresent(last -> noteMissing(last, steps));
    for (Member member : members) {
      long step = fromZero ? member.step() + 1 : member.step();
      if (marked && !isMarked(member.directory())) {
        steps.notes().skipped(step, unmarked(member.directory()));
      } else if (tracker.isEmpty() || counts(member, tracker.get(), steps)) {
        steps.add(step, layout.places(member.directory()));
      }
    }
  }

  private void noteZero(RunSteps steps, Path directory) {
    steps
        .notes()
        .add(
            directory
                + (isPlain()
                    ? " is taken for the base; if it is what the first step left (slime counts"
                        + " from 0), give the base"
                    : " is what the first epoch left, not the base: epochs count from 1 here, so"
                        + " that it is step 1, and each other one more than its name"));
  }

  /** Says where a step is not here that the trainer has finished. */
  private void noteMissing(Tracker tracker, RunSteps steps) {
    Member last = members.getLast();
    if (tracker.last() > last.step()) {
      steps
          .notes()
          .add(
              tracker.file()
                  + " says "
                  + tracker.last()
                  + ", but the last step here is "
                  + last.directory().getFileName()
                  + ": what came after it was deleted or not copied, and does not count");
    }
  }

  private boolean isMarked(Path directory) {
    return layout.markers().stream().anyMatch(name -> Files.exists(directory.resolve(name)));
  }

  private String unmarked(Path directory) {
    return directory
        + " has no "
        + String.join(" or ", layout.markers())
        + ", which other steps have and which is written last: it is incomplete, or still being"
        + " written";
  }

  /** A file that names the last complete step. */
  private record Tracker(Path file, long last, FileTime written) {

    String says() {
      return file.getFileName() + " says " + last;
    }
  }

  private Optional<Tracker> tracker() {
    return layout.trackers().stream()
        .map(root::resolve)
        .filter(Files::isRegularFile)
        .flatMap(file -> tracker(file).stream())
        .findFirst();
  }

  private static Optional<Tracker> tracker(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("[0-9]{1,18}")
          ? Optional.of(new Tracker(file, Long.parseLong(text), FileState.of(file).modified()))
          : Optional.empty();
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  /**
   * Whether a step counts in view of {@code tracker}. One beyond it is still being written, unless
   * it is older than the tracker, which a resume set back, or has not been touched for long; and
   * then it belongs to this training unless a step before it has been written again since.
   */
  private boolean counts(Member member, Tracker tracker, RunSteps steps) {
    if (member.step() <= tracker.last()) {
      return true;
    }
    FileTime written = written(member.directory());
    boolean settled =
        written.compareTo(tracker.written()) < 0
            || written.toInstant().isBefore(Instant.now().minus(QUIET));
    String where = member.directory().toString();
    if (!settled) {
      steps
          .notes()
          .skipped(
              member.step(),
              where
                  + " is still being written, as "
                  + tracker.says()
                  + "; wait until it is complete");
      return false;
    }
    boolean overtaken =
        members.stream()
            .filter(other -> other.step() <= tracker.last())
            .anyMatch(other -> written(other.directory()).compareTo(written) > 0);
    if (overtaken) {
      steps
          .notes()
          .skipped(
              member.step(),
              where
                  + " is a leftover of before a resume: "
                  + tracker.says()
                  + ", and earlier steps have been written again since; list the steps in a"
                  + " run.json to use it");
      return false;
    }
    steps
        .notes()
        .add(
            member.step(),
            where
                + " counts although "
                + tracker.says()
                + ": it is not being written, so that the training was set back or saved without a"
                + " word there");
    return true;
  }

  /** When the newest file below {@code directory} was written. */
  private FileTime written(Path directory) {
    Stream<Path> places = layout.places(directory).stream().filter(Files::isDirectory);
    return places
        .flatMap(place -> Listing.of(place, "*").stream())
        .filter(Files::isRegularFile)
        .map(file -> FileState.of(file).modified())
        .max(Comparator.naturalOrder())
        .orElse(FileState.of(directory).modified());
  }
}
