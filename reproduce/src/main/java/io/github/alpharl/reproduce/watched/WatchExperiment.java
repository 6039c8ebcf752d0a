package io.github.alpharl.reproduce.watched;

import static java.util.stream.Collectors.joining;

import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.reproduce.run.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The experiment in a directory; what is done is kept, so the same call goes on after a kill. */
public final class WatchExperiment {

  private final Path out;
  private final List<Cell> cells;
  private final List<Cell> guarded;
  private final KeptRuns kept;
  private final Consumer<String> listener;

  /** With these seeds of every run; {@code listener} hears which run is next. */
  public WatchExperiment(Path out, Seeds seeds, Consumer<String> listener) {
    this.out = out;
    this.cells = Cell.all(seeds.values());
    this.guarded = Cell.guarded(seeds.values());
    this.kept = new KeptRuns(out.resolve("watched"));
    this.listener = listener;
  }

  /** Trains the runs that are missing, those with a guard first. */
  public void train() {
    List<Cell> all = Stream.concat(guarded.stream(), cells.stream()).toList();
    try (FolderLock _ = FolderLock.take(out, "reproduce")) {
      for (int i = 0; i < all.size(); i++) {
        Cell cell = all.get(i);
        if (!kept.has(cell)) {
          listener.accept("%d of %d: %s".formatted(i + 1, all.size(), cell.name()));
          kept.keep(cell, new CellRun(out.resolve("runs"), cell).train());
        }
        if (i + 1 == all.size() || !all.get(i + 1).setting().equals(cell.setting())) {
          AtomicDirectory.delete(out.resolve("runs").resolve(cell.setting() + "-prefix"));
        }
      }
    }
  }

  /** The tables of the runs that are there, in {@code watch.md}; which are missing is said. */
  public String report() {
    List<Cell> missing = cells.stream().filter(cell -> !kept.has(cell)).toList();
    StringBuilder text = new StringBuilder("# What a watch finds of faults made on purpose\n\n");
    text.append("%d of %d runs are there".formatted(cells.size() - missing.size(), cells.size()));
    text.append(missing.isEmpty() ? "." : "; missing: " + names(missing) + ".");
    List<KeptRuns.Kept> watched = kept.of(guarded);
    text.append(" With a guard: %d of %d.\n\n".formatted(watched.size(), guarded.size()));
    WatchTables tables = new WatchTables(kept.of(cells));
    text.append(new GuardTable(watched, kept.of(cells)).grid().markdown());
    tables.grids().forEach(grid -> text.append(grid.markdown()));
    text.append(tables.outcomes().markdown());
    AtomicFile.write(out.resolve("watch.md"), text.toString());
    String lines = kept.lines(cells) + kept.lines(guarded);
    AtomicFile.write(out.resolve("watch-runs.jsonl"), lines);
    return text.toString();
  }

  /** Whole settings by their name, single runs by theirs. */
  private String names(List<Cell> missing) {
    Map<String, List<Cell>> settings = new LinkedHashMap<>();
    cells.forEach(
        cell -> settings.computeIfAbsent(cell.setting(), _ -> new ArrayList<>()).add(cell));
    List<String> names = new ArrayList<>();
    settings.forEach(
        (setting, all) -> {
          List<Cell> lost = all.stream().filter(missing::contains).toList();
          if (lost.size() == all.size()) {
            names.add(setting + " (all)");
          } else if (!lost.isEmpty()) {
            names.add(
                setting + " (" + lost.stream().map(Cell::variant).collect(joining(", ")) + ")");
          }
        });
    return String.join("; ", names);
  }
}
