package io.github.alpharl.reproduce.tour;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One command of a quickstart.
 *
 * @param name unique
 * @param command its words, without {@code alpharl}
 * @param after the training step whose checkpoint must be there; one beyond the last for the end
 * @param needs names of parts that come first
 * @param model the model directory that it writes
 * @param measures what it measures, where it evaluates a model
 */
public record PlannedCommand(
    String name,
    List<String> command,
    int after,
    List<String> needs,
    Optional<Path> model,
    Optional<Model> measures) {

  /**
   * A model of the final table.
   *
   * @param name as it is shown
   * @param steps of RL that it took
   * @param directory where it is
   * @param maker the part that writes it; empty for checkpoints of the run
   */
  public record Model(String name, int steps, Path directory, Optional<String> maker) {}
}
