package io.github.alpharl.cli.option;

import io.github.alpharl.factor.StoreSettings;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.ScoreReading;
import io.github.alpharl.score.ScoreRequest;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoredSteps;
import io.github.alpharl.score.Scores;
import io.github.alpharl.study.LateScores;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin for commands that need the accuracy of the checkpoints. */
public final class ScoreOptions {

  /** What a command says that needs scores and has none. */
  public static final String MISSING = "give the accuracies of the checkpoints with --scores FILE";

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "Accuracy of each step: any table with a step (CSV, TSV, JSON lines, a wandb export,"
              + " trainer_state.json, verl's log, a TensorBoard directory); by default the one named"
              + " before, scores.csv in the run, or the trainer's state of the newest checkpoint.")
  private Path file;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "The column or key with the score, where there are several.")
  private String metric;

  @Option(
      names = "--percent",
      negatable = true,
      description = "The scores are percentages, or are not; by default what their name says.")
  private Boolean percent;

  @Option(
      names = "--nearest-scores",
      negatable = true,
      description = "A score between two saves counts for the nearest that has none.")
  private Boolean nearest;

  private boolean read; // in this call

  /** The source that was named, now or before, or that the run has itself. */
  public Optional<Path> source(RunStudy study) {
    if (file != null) {
      return Optional.of(file);
    }
    Optional<Path> before = known(study);
    before.ifPresent(
        path -> study.listener().note(StoreSettings.remembered("scores", "from " + path)));
    return before.or(() -> Scores.find(study.home(), metric != null));
  }

  /** The source that was named, now or before. */
  public Optional<Path> known(RunStudy study) {
    return Optional.ofNullable(file).or(() -> remembered(study).scores().filter(Files::exists));
  }

  /** True where nobody named the source: it must not cost anything else. */
  public boolean isFound() {
    return file == null;
  }

  private static StoreSettings remembered(RunStudy study) {
    return StoreSettings.read(study.store().directory());
  }

  /** The scores, with notes on what was chosen and left out. */
  public ScoreSeries read(RunStudy study) {
    return read(study, source(study).orElseThrow(() -> UsageException.of(MISSING)));
  }

  private ScoreRequest.Scale scale(RunStudy study, StoreSettings before) {
    if (percent == null) {
      before
          .percent()
          .map(isSo -> StoreSettings.remembered("scores' scale", isSo ? "percent" : "0 to 1"))
          .ifPresent(study.listener()::note);
    }
    return ScoreRequest.Scale.of(Optional.ofNullable(percent).or(before::percent));
  }

  private boolean isNearest(RunStudy study, StoreSettings before) {
    if (nearest == null && before.nearest().orElse(false)) {
      study.listener().note(StoreSettings.remembered("place of each score", "the nearest save"));
    }
    return Optional.ofNullable(nearest).or(before::nearest).orElse(false);
  }

  /** The scores in {@code source}. */
  public ScoreSeries read(RunStudy study, Path source) {
    StoreSettings before = remembered(study).about(source);
    Optional<String> chosen = Optional.ofNullable(metric).or(before::metric);
    ScoreRequest request = new ScoreRequest(chosen, scale(study, before), Optional.empty());
    ScoreReading found = Scores.read(source, request);
    ScoreReading reading = isNearest(study, before) ? found.joinedTo(study.steps()) : found;
    reading.notes().forEach(study.listener()::note);
    read = true;
    study.remember(
        new StoreSettings(
            Optional.empty(),
            Optional.ofNullable(file),
            Optional.ofNullable(metric),
            Optional.ofNullable(percent),
            Optional.ofNullable(nearest)));
    return reading.series();
  }

  /**
   * Keeps scores that were named and not needed for later commands; unreadable ones cost nothing.
   */
  public void keep(RunStudy study) {
    if (file == null || read) {
      return;
    }
    try {
      read(study, file);
    } catch (AlphaRlException unreadable) {
      study.listener().note(unreadable.getMessage() + "; these scores were not needed");
    }
  }

  /** The scores, read when somebody first asks for them. */
  public LateScores late(RunStudy study) {
    return new LateScores(() -> read(study));
  }

  /** Those of {@code steps} that have a score; the others are counted and named. */
  public static List<Long> scored(RunStudy study, ScoreSeries series, List<Long> steps, int least) {
    ScoredSteps scored = series.among(steps).atLeast(least);
    scored.note().ifPresent(study.listener()::note);
    return scored.steps();
  }
}
