package io.github.alpharl.cli.run;

import io.github.alpharl.accelerate.Headroom;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.StudyFlags;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.option.ValidationTask;
import io.github.alpharl.cli.option.WindowOption;
import io.github.alpharl.cli.progress.StudyProgress;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StepCounting;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
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

  private record Document(List<Headroom.Row> runs, Integer hits, Integer judged) {}

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
    List<Headroom.Row> judged = rows.stream().filter(row -> row.hit() != null).toList();
    int hits = (int) judged.stream().filter(Headroom.Row::hit).count();
    if (output.json()) {
      output.printJson(
          new Document(rows, truth == null ? null : hits, truth == null ? null : judged.size()));
    } else {
      print(rows);
      if (truth != null) {
        output.out().printf("hits: %d of %d%n", hits, judged.size());
      }
    }
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

  private void print(List<Headroom.Row> rows) {
    Table table =
        new Table(
            "run",
            "steps",
            "cos(v, v')",
            "straight",
            "‖v‖/‖ΔW‖",
            "cos(v, ΔW)",
            "Q²",
            "σ₁/‖ΔW‖",
            "score",
            "gain a step",
            "probe: 1 + f",
            "gain",
            "rate",
            "true gain of f = 1",
            "pays",
            "hit");
    for (Headroom.Row row : rows) {
      table.row(
          row.run(),
          row.window().getFirst() + "–" + row.window().getLast(),
          Table.number(row.cosine(), 3),
          Table.number(row.straightness(), 3),
          Table.number(row.velocity(), 3),
          Table.number(row.along(), 3),
          shown(row.q2(), 3),
          Table.number(row.energy(), 3),
          shown(row.score(), 3),
          shown(row.gainPerStep(), 4),
          shown(row.rateFactor(), 0),
          shown(row.probeGain(), 3),
          row.suggestion(),
          shown(row.trueGain(), 3),
          said(row.pays()),
          said(row.hit()));
    }
    output.print(table);
  }

  private static String shown(Double value, int digits) {
    return Table.number(value == null ? Double.NaN : value, digits);
  }

  private static String said(Boolean value) {
    return value == null ? "–" : value ? "yes" : "no";
  }
}
