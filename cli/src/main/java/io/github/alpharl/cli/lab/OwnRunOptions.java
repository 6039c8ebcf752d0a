package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.StudyFlags;
import io.github.alpharl.cli.run.JudgeOptions;
import io.github.alpharl.report.PaperFormats;
import io.github.alpharl.reproduce.own.OwnItem;
import io.github.alpharl.reproduce.own.OwnReproduction;
import io.github.alpharl.reproduce.own.OwnRun;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.progress.StudyProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: figures of a run of one's own in place of the lab's. */
final class OwnRunOptions {

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description =
          "Figures 3, 4, 5, 6, 15 and table 1 of this run instead of the lab's; its accuracies are"
              + " those of --judge or of a validation command or server.")
  private Path run;

  @Mixin private JudgeOptions judges;
  @Mixin private ScoreOptions scores;
  @Mixin private StudyFlags flags;

  boolean given() {
    return run != null;
  }

  /** Makes {@code items} in {@code out}. */
  void make(
      List<OwnItem> items, Path out, PaperFormats formats, Output output, Consumer<String> tell) {
    try (JudgeOptions judging = judges;
        RunStudy study = RunStudy.open(run, flags.options(), new StudyProgress(output::warn))) {
      Optional<ScoreSeries> series = scores.source(study).map(source -> scores.read(study, source));
      OwnRun own = new OwnRun(study, series, judging.judge(out), tell);
      var documents =
          new OwnReproduction(own, out, formats)
              .make(items, output.json() ? Optional.empty() : Optional.of(output.out()));
      if (output.json()) {
        output.printJson(Output.ordered("items", documents.values()));
      }
    }
  }
}
