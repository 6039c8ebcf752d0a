package io.github.alpharl.bucket;

import io.github.alpharl.disk.TempNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A mark beside files of a folder that become visible one after another: it is there before the
 * first of them and goes after the last, so that whoever is killed between leaves it.
 *
 * @param owner the process that shows them, a name of {@link TempNames}
 * @param names of the files within the folder
 */
record Claim(String owner, List<String> names) {

  /** The name of the mark. */
  static final String NAME = ".alpharl-sending";

  /** The claim that a mark's {@code text} says: the owner and the names, one a line. */
  static Claim of(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    return new Claim(lines.isEmpty() ? "" : lines.removeFirst(), List.copyOf(lines));
  }

  /** What a mark says. */
  String text() {
    return owner + "\n" + String.join("\n", names) + "\n";
  }

  /**
   * True if its process has ended before the last file was there.
   *
   * @param changed when the mark was written
   * @param isThere whether a file of this name is in the folder
   */
  boolean isLeft(Instant changed, Predicate<String> isThere) {
    return !names.stream().allMatch(isThere) && TempNames.isLeft(owner, changed);
  }
}
