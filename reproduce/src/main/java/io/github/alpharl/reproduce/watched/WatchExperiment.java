package io.github.alpharl.reproduce.watched;

import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.FolderLock;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The experiment in a directory; what is done is kept, so the same call goes on after a kill. */
public final class WatchExperiment {

  private final Path out;
  private final List<Cell> cells;
  private final KeptRuns kept;
  private final Consumer<String> listener;

  /** With {@code seeds} seeds of every run; {@code listener} hears which run is next. */
  public WatchExperiment(Path out, int seeds, Consumer<String> listener) {
    this.out = out;
    this.cells = Cell.all(seeds);
    this.kept = new KeptRuns(out.resolve("watched"));
    this.listener = listener;
  }

  /** Trains the runs that are missing. */
  public void train() {
    try (FolderLock _ = FolderLock.take(out, "reproduce")) {
      for (int i = 0; i < cells.size(); i++) {
        Cell cell = cells.get(i);
        if (!kept.has(cell)) {
          listener.accept("%d of %d: %s".formatted(i + 1, cells.size(), cell.name()));
          kept.keep(cell, new CellRun(out.resolve("runs"), cell).train());
        }
        if (i + 1 == cells.size() || !cells.get(i + 1).setting().equals(cell.setting())) {
          AtomicDirectory.delete(out.resolve("runs").resolve(cell.setting() + "-prefix"));
        }
      }
    }
  }
}
