package io.github.alpharl.cli.command;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoresFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
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
                    UsageException.of(
                        "give the accuracies of the checkpoints with --scores FILE")));
  }

  /** The scores, read when somebody first asks for them. */
  Late late(Path run) {
    return new Late(run);
  }

  /** Scores that are read on demand. */
  final class Late implements Supplier<ScoreSeries> {

    private final Path run;
    private ScoreSeries series;

    private Late(Path run) {
      this.run = run;
    }

    @Override
    public ScoreSeries get() {
      if (series == null) {
        series = read(run);
      }
      return series;
    }

    /** The scores if somebody has asked for them. */
    Optional<ScoreSeries> seen() {
      return Optional.ofNullable(series);
    }
  }
}
