package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.ClockOption;
import io.github.alpharl.cli.option.FollowOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.word.Version;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.report.EvaluatedModels;
import io.github.alpharl.report.ReportDocument;
import io.github.alpharl.report.ReportInputs;
import io.github.alpharl.report.ReportMaker;
import io.github.alpharl.report.ReportPage;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.WrittenView;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl report}: all that is known of a run on one page. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes one HTML page about a run, which needs no network: scores with forecast and interval,"
            + " the two laws of the updates module by module, forecasters side by side, and what was"
            + " left out and why. Decomposes what is missing. The same inputs give the same bytes.",
    footer = {
      "",
      "Examples:",
      "  alpharl report RUN --scores scores.csv",
      "  alpharl report checkpoints/my-grpo-run --base Qwen3-8B-Base --window 1..200 --out run.html",
      "  alpharl report RUN --forecasters none --evaluated models.jsonl",
      "  alpharl report RUN --follow --log-format json --metrics-file alpharl.prom"
    })
public final class ReportCommand implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private ScoreOptions scores;
  @Mixin private ClockOption clock;
  @Mixin private Output output;
  @Mixin private FollowOptions following;

  private String noScores =
      "there are no scores; give the accuracies of the checkpoints with --scores FILE";

  @Option(
      names = "--window",
      paramLabel = "P%|A..B",
      description =
          "What the forecast may see: steps up to P %% of the largest, or from A to B (default:"
              + " 40%%).")
  private String window = "40%";

  @Option(
      names = "--forecasters",
      paramLabel = "NAME",
      split = ",",
      description = "Those to backtest on the window, as in compare; none for no backtest.")
  private List<String> forecasters = Forecasters.STANDARD;

  @Option(
      names = "--evaluated",
      paramLabel = "FILE",
      description =
          "Models on held-out problems: JSON lines with name, steps, accuracy, standardError and"
              + " samples.")
  private Path evaluated;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page (default: report.html); an older one is replaced.")
  private Path out = Path.of("report.html");

  @Override
  public Integer call() {
    following.check();
    if (!following.follow()) {
      write();
      return 0;
    }
    return new FollowedRun(run, new Rank.Count(1), following, output, this::write).follow(_ -> {});
  }

  private void write() {
    Window observed = Window.parse(window);
    Optional<EvaluatedModels> models = Optional.ofNullable(evaluated).map(EvaluatedModels::read);
    try (RunStudy study = run.openStored()) {
      write(study, observed, models);
    }
  }

  private void write(RunStudy study, Window observed, Optional<EvaluatedModels> models) {
    List<Long> steps = study.prepared(new Rank.Count(1));
    List<String> names = forecasters.equals(List.of("none")) ? List.of() : forecasters;
    Map<String, Forecaster> chosen = AllForecasters.ALL.named(names);
    Optional<ReportInputs.Named<ScoreSeries>> series = series(study);
    Optional<Path> file = series.map(ReportInputs.Named::file);
    ReportMaker maker =
        new ReportMaker(
            study,
            new ReportInputs(
                steps,
                observed,
                clock.counting(study, file),
                series,
                models.map(found -> new ReportInputs.Named<>(evaluated, found)),
                chosen,
                Version.number(),
                new ReportInputs.Hints(
                    noScores,
                    ScoreOptions.MISSING,
                    "it was not asked for (--forecasters none)",
                    new ReportCommands(run.words(), file, observed, clock.words(), steps.getLast())
                        .lines(names, Optional.ofNullable(evaluated)))));
    ReportDocument document = maker.document();
    ReportPage.write(out, document);
    output.show(new WrittenView(summary(document)));
  }

  /** The scores; a source that nobody named must not cost the page. */
  private Optional<ReportInputs.Named<ScoreSeries>> series(RunStudy study) {
    try {
      return scores
          .source(study)
          .map(file -> new ReportInputs.Named<>(file, scores.read(study, file)));
    } catch (AlphaRlException unreadable) {
      if (!scores.isFound()) {
        throw unreadable;
      }
      noScores = "there are no scores: " + unreadable.getMessage();
      run.warn(unreadable.getMessage() + "; the report goes without scores");
      return Optional.empty();
    }
  }

  private Map<String, Object> summary(ReportDocument document) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("out", out.toString());
    summary.put("kind", "report");
    summary.put("checkpoints", document.modules().checkpoints());
    summary.put("modules", document.modules().count());
    summary.put("meanR2", document.modules().meanR2());
    summary.put("meanQ2", document.modules().meanQ2());
    summary.put("forecast", document.accuracy() == null ? null : document.accuracy().forecast());
    summary.put("backtest", document.backtest());
    summary.put("missing", document.missing());
    summary.put("refusals", document.refusals());
    return summary;
  }
}
