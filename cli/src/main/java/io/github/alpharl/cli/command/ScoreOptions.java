package io.github.alpharl.cli.command;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoresFile;
import io.github.alpharl.study.LateScores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin for commands that need the accuracy of the checkpoints. */
final class ScoreOptions {

  /** What a command says that needs scores and has none. */
  static final String MISSING = "give the accuracies of the checkpoints with --scores FILE";


  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "Accuracy of each step: CSV or JSON lines with step, accuracy and, if known, samples; by"
              + " default scores.csv in the run.")
  private Path file;

  /** The file that was named, or scores.csv where the run has one. */
  Optional<Path> file(Path run) {
    Path inRun = run.resolve("scores.csv");
    return Optional.ofNullable(file).or(() -> Optional.of(inRun).filter(Files::exists));
  }

  ScoreSeries read(Path run) {
    return ScoresFile.read(
        file(run)
            .orElseThrow(
                () ->
                    UsageException.of(MISSING)));
  }

  /** The scores, read when somebody first asks for them. */
  LateScores late(Path run) {
    return new LateScores(() -> read(run));
  }
}
