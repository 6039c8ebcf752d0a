package io.github.alpharl.cli.command;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.trajectory.ScoreSeries;
import io.github.alpharl.trajectory.ScoresFile;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Mixin for commands that need the accuracy of the checkpoints. */
final class ScoreOptions {

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "Accuracy of each step: CSV or JSON lines with step, accuracy and, if known, samples; by"
              + " default scores.csv in the run.")
  private Path file;

  ScoreSeries read(Path run) {
    Path inRun = run.resolve("scores.csv");
    if (file == null && !Files.exists(inRun)) {
      throw UsageException.of("give the accuracies of the checkpoints with --scores FILE");
    }
    return ScoresFile.read(file == null ? inRun : file);
  }
}
