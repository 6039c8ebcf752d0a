package io.github.alpharl.run;

import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.EnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for runs below a folder that is none, for messages. */
final class RunSearch {

  private static final int DEPTH = 4;
  private static final int SHOWN = 5;

  /** Enough for any tree of trainings; a whole disk is not searched. */
  private static final int VISITED = 2000;

  private RunSearch() {}

  /**
   * The first folders below {@code root} with steps, as {@code DIR (4 of checkpoint-{N})}; those
   * where none can be read only if there are no others.
   */
  static List<String> below(Path root) {
    List<String> found = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    Deque<Path> open = new ArrayDeque<>(children(root));
    int visited = 0;
    while (!open.isEmpty() && found.size() < SHOWN && visited++ < VISITED) {
      Path at = open.removeFirst();
      Map<String, Integer> namings = namings(at);
      namings.forEach(
          (naming, count) ->
              (count > 0 ? found : unreadable)
                  .add(at + " (" + (count > 0 ? count : "none readable") + " of " + naming + ")"));
      if (namings.isEmpty() && at.getNameCount() - root.getNameCount() < DEPTH) {
        open.addAll(children(at));
      }
    }
    return found.isEmpty() ? unreadable.stream().limit(SHOWN).toList() : found;
  }

  private static Map<String, Integer> namings(Path directory) {
    try {
      if (HubCache.isRepository(directory)) {
        int steps = HubRun.read(directory, Optional.empty()).usable().size();
        return steps == 0 ? Map.of() : Map.of("the steps of this repository of the Hub", steps);
      }
      return RunDirectory.namings(directory);
    } catch (AlphaRlException unreadable) {
      return Map.of();
    }
  }

  private static List<Path> children(Path directory) {
    try {
      return Listing.of(directory, "*").stream()
          .filter(child -> Files.isDirectory(child) && !Files.isSymbolicLink(child))
          .filter(child -> !child.getFileName().toString().startsWith("."))
          .toList();
    } catch (EnvironmentException unreadable) {
      return List.of();
    }
  }
}
