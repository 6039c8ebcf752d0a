package io.github.alpharl.reproduce.watched;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The series of the runs that are done, a JSON file each.
 *
 * @param folder of the files
 */
record KeptRuns(Path folder) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A run with its series.
   *
   * @param cell which run
   * @param series what it showed
   */
  record Kept(Cell cell, RunSeries series) {}

  private Path file(Cell cell) {
    return folder.resolve(cell.name() + ".json");
  }

  boolean has(Cell cell) {
    return Files.exists(file(cell));
  }

  void keep(Cell cell, RunSeries series) {
    ObjectNode json = Json.object();
    json.put("algorithm", cell.algorithm()).put("task", cell.task()).put("seed", cell.seed());
    json.put("variant", cell.variant()).put("firstFaultyStep", Cell.PREFIX + 1);
    json.setAll(series.json());
    AtomicFile.write(file(cell), json + "\n");
  }

  Optional<Kept> of(Cell cell) {
    if (!has(cell)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(file(cell).toFile());
      RunSeries.unknown(json)
          .ifPresent(
              name -> {
                throw BadDataException.of(
                        "%s: its series %s is not known; delete the file, and the run is made"
                            + " again",
                        file(cell), name)
                    .in(file(cell));
              });
      return Optional.of(new Kept(cell, RunSeries.of(json)));
    } catch (IOException e) {
      throw BadDataException.because(
              file(cell) + ": is no JSON; delete it, and the run is made again", e)
          .in(file(cell));
    }
  }

  /** Those of {@code cells} that are there. */
  List<Kept> of(List<Cell> cells) {
    List<Kept> kept = new ArrayList<>();
    cells.forEach(cell -> of(cell).ifPresent(kept::add));
    return kept;
  }

  /** The files of those of {@code cells} that are there, one a line. */
  String lines(List<Cell> cells) {
    StringBuilder lines = new StringBuilder();
    try {
      for (Cell cell : cells) {
        lines.append(has(cell) ? Files.readString(file(cell)) : "");
      }
    } catch (IOException e) {
      throw EnvironmentException.because("cannot read " + folder + ": " + e.getMessage(), e);
    }
    return lines.toString();
  }
}
