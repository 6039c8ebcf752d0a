package io.github.alpharl.cli.run;

import io.github.alpharl.accelerate.Headroom;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.StudyFlags;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.option.ValidationTask;
import io.github.alpharl.cli.option.WindowOption;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StepCounting;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.view.HeadroomView;
import io.github.alpharl.view.progress.StudyProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl headroom}: whether a larger step would pay, from a window alone. */
@Command(
    name = "headroom",
    mixinStandardHelpOptions = true,
    description = {
      "Tells from an observed window whether going further would pay: how steadily the weights move,"
          + " how straight, how well the score is explained, and with --probe what a step further"
          + " does to the accuracy.",
      "Suggests what to do to the learning rate. Several runs make a table."
    },
    footer = {
      "",
      "Examples:",
      "  alpharl headroom RUN --window 20%%",
      "  alpharl headroom RUN1 RUN2 RUN3 --window 20%% --probe chained-arithmetic --truth 1024"
    })
public final class HeadroomCommand implements Callable<Integer> {

  @Mixin private TableOutput output;
  @Mixin private ValidationTask validation;
  @Mixin private WindowOption window;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Directories of runs, or their run.json.")
  private List<Path> runs;

  @Mixin private StudyFlags flags;
  @Mixin private ScoreOptions scores;

  @Option(
      names = "--probe",
      paramLabel = "TASK",
      description = "Also try models further on along the last move on problems of this task.")
  private String task;

  @Option(
      names = "--problems",
      defaultValue = "128",
      paramLabel = "N",
      description = "Of the probe, for each model (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Option(
      names = "--truth",
      paramLabel = "N",
      description =
          "Also measure on N further problems whether one more move of the last kind raises the"
              + " accuracy, and count how often the suggestion said so.")
  private Integer truth;

  @Override
  public Integer call() {
    if (truth != null && task == null) {
      throw UsageException.of("--truth needs --probe TASK");
    }
    List<Headroom.Row> rows = new ArrayList<>();
    Headroom headroom =
        new Headroom(
            Optional.ofNullable(task).map(validation::on), problems, Optional.ofNullable(truth));
    for (Path path : runs) {
      rows.add(row(headroom, path));
    }
    output.show(new HeadroomView(rows, truth != null));
    return 0;
  }

  private Headroom.Row row(Headroom headroom, Path path) {
    StudyOptions options = flags.options();
    if (flags.store().isPresent()) {
      options = options.withStore(flags.store().get().resolve(RunPlace.name(path)));
    }
    StudyListener listener = new StudyProgress(output::warn);
    try (RunStudy study = RunStudy.open(path, options, listener)) {
      return row(headroom, study);
    }
  }

  private Headroom.Row row(Headroom headroom, RunStudy study) {
    study.tellNotes();
    List<Long> steps = window.select(study.run(), StepCounting.of(study, scores.known(study)));
    if (steps.size() < Headroom.LEAST) {
      throw UsageException.of(
          "%s: a headroom needs at least %d checkpoints; the window %s holds %d; widen it",
          study.path(), Headroom.LEAST, window, steps.size());
    }
    return headroom.of(study, steps, series(study, steps));
  }

  /** The scores, where every step of the window has one. */
  private Optional<ScoreSeries> series(RunStudy study, List<Long> steps) {
    Optional<ScoreSeries> series = scores.source(study).map(file -> scores.read(study, file));
    Optional<String> missing = series.flatMap(known -> known.among(steps).note());
    missing.ifPresent(note -> output.warn(note + "; so no figure of the score is shown"));
    return missing.isPresent() ? Optional.empty() : series;
  }
}
