package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.factor.EqualDirections;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.linearity.ModuleProfile;
import io.github.alpharl.report.EvaluatedModels;
import io.github.alpharl.report.ModuleFigures;
import io.github.alpharl.report.ReportDocument;
import io.github.alpharl.report.ReportPage;
import io.github.alpharl.report.RewardCurve;
import io.github.alpharl.report.ScoreFigures;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a report together section by section; where one cannot be made, its reason takes its place.
 * Everything follows from the inputs alone, nothing from what this very call had to compute.
 */
final class ReportMaker {

  private static final String LEFT_OUT = "left out";
  private static final String CAUTION = "caution";

  /** So many modules that were left out are named. */
  private static final int NAMED = 20;

  private final RunOptions run;
  private final ScoreOptions scores;
  private final Optional<Run> opened;
  private final List<Long> steps;
  private final Window window;
  private final Optional<Path> scoresFile;
  private final Optional<ScoreSeries> series;
  private final Path metrics;
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final List<ReportDocument.Refusal> refusals = new ArrayList<>();
  private final List<Path> inputs = new ArrayList<>();
  private List<String> forecasters = List.of();
  private Optional<EvaluatedModels> evaluated = Optional.empty();
  private Optional<Path> evaluatedFile = Optional.empty();

  /** A report about {@code steps}, whose factors are stored. */
  ReportMaker(
      RunOptions run, ScoreOptions scores, Optional<Run> opened, List<Long> steps, Window window) {
    this.run = run;
    this.scores = scores;
    this.opened = opened;
    this.steps = steps;
    this.window = window;
    this.scoresFile = scores.file(run.path());
    this.series = scoresFile.map(file -> scores.read(run.path()));
    this.metrics = run.home().resolve("metrics.jsonl");
  }

  /** Backtests {@code names}; "none" for no backtest. */
  void forecasters(List<String> names) {
    this.forecasters = names.equals(List.of("none")) ? List.of() : names;
    Backtest.parse(forecasters); // a wrong name is refused before any work
  }

  /** Shows {@code models}, which stand in {@code file}. */
  void evaluated(Path file, EvaluatedModels models) {
    this.evaluatedFile = Optional.of(file);
    this.evaluated = Optional.of(models);
  }

  ReportDocument document() {
    opened.ifPresentOrElse(
        there -> there.notes().forEach(note -> leftOut("checkpoint", note)),
        () -> leftOut("checkpoints", "they are gone; the stored factors alone are shown"));
    Optional<List<Long>> observed = section("window", () -> window.select(steps));
    List<String> thinned = new ArrayList<>();
    ReportDocument.Modules modules;
    try (RunFactors factors = new RunFactors(run.store(), steps)) {
      List<String> names = factors.modules();
      noteLeftOut(factors, names);
      ModuleProfile.Steps looked = looked(names.size());
      List<ModuleProfile> profiles =
          Parallel.map(run.threads(), names, module -> ModuleProfile.of(factors, module, looked));
      ModuleFigures figures = new ModuleFigures(profiles, looked);
      modules = figures.document();
      thinned.addAll(figures.thinned());
      caution("linearity", ModuleProfile.linearity(profiles).cautions());
      caution("dominance", EqualDirections.caution(gaps(factors, names)).stream().toList());
    }
    ReportDocument.Accuracy accuracy = accuracy(observed);
    ReportDocument.Reward reward = reward(thinned);
    ReportDocument.Backtest backtest = backtest(observed);
    return new ReportDocument(
        title(),
        date(),
        versions(),
        observed
            .map(
                o ->
                    new ReportDocument.Window(
                        window.toString(), o.getFirst(), o.getLast(), o.size()))
            .orElse(null),
        accuracy,
        reward,
        modules,
        backtest,
        evaluated.map(EvaluatedModels::models).orElse(null),
        missing,
        refusals,
        new ReportCommands(run, scoresFile, window, steps).lines(forecasters, evaluatedFile),
        thinned);
  }

  /** {@code made}, or nothing with the reason noted for {@code section}. */
  private <T> Optional<T> section(String section, java.util.function.Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (UsageException refusal) {
      missing.put(section, refusal.getMessage());
      return Optional.empty();
    }
  }

  private void leftOut(String what, String why) {
    refusals.add(new ReportDocument.Refusal(LEFT_OUT, what, why));
  }

  private void caution(String what, List<String> whys) {
    whys.forEach(why -> refusals.add(new ReportDocument.Refusal(CAUTION, what, why)));
  }

  private String title() {
    Path name = run.path().toAbsolutePath().normalize();
    Path shown = Files.isDirectory(name) ? name : name.getParent();
    return shown.getFileName() == null ? "run" : shown.getFileName().toString();
  }

  private String date() {
    opened.ifPresent(there -> inputs.addAll(there.steps().values()));
    if (opened.isEmpty()) {
      inputs.add(run.store().directory());
    }
    scoresFile.ifPresent(inputs::add);
    evaluatedFile.ifPresent(inputs::add);
    if (Files.exists(metrics)) {
      inputs.add(metrics);
    }
    return NewestInput.date(inputs);
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("alpharl", new Version().getVersion()[0].replaceFirst("^alpharl ", ""));
    versions.put(
        "Java",
        System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"));
    versions.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    versions.put("ECharts", ReportPage.echarts());
    return versions;
  }

  /** Modules of the model, or of any step, that not every step has. */
  private void noteLeftOut(RunFactors factors, List<String> shown) {
    Set<String> all = new LinkedHashSet<>();
    opened.ifPresent(
        there -> {
          try (HfCheckpoint base = run.openBase(there)) {
            ModulePatterns.standard().modules(base).stream().map(ModuleId::name).forEach(all::add);
          }
        });
    factors.steps().forEach(step -> all.addAll(factors.at(step).modules()));
    all.removeAll(Set.copyOf(shown));
    for (String module : all.stream().limit(NAMED).toList()) {
      List<Long> without = steps.stream().filter(step -> !factors.at(step).has(module)).toList();
      leftOut(
          module,
          "it has no factors at "
              + without.size()
              + " of "
              + steps.size()
              + " steps ("
              + firstFew(without)
              + "): its weights are not finite there, or the base was another one");
    }
    if (all.size() > NAMED) {
      leftOut((all.size() - NAMED) + " more modules", "for the same reason");
    }
  }

  private static String firstFew(List<Long> steps) {
    String few = String.join(", ", steps.stream().limit(5).map(String::valueOf).toList());
    return steps.size() > 5 ? few + ", …" : few;
  }

  private Map<String, Double> gaps(RunFactors factors, List<String> names) {
    StoredFactors last = factors.at(steps.getLast());
    Map<String, Double> gaps = new LinkedHashMap<>();
    names.forEach(name -> gaps.put(name, last.module(name).gap()));
    return gaps;
  }

  /** Which steps are scored, and which are looked at in the plane. */
  private ModuleProfile.Steps looked(int modules) {
    List<Long> after = steps.stream().filter(step -> step > 0).toList();
    List<Long> scored =
        series
            .map(known -> after.stream().filter(s -> known.at(s).isPresent()).toList())
            .orElse(List.of());
    double[] y = series.map(known -> known.accuracies(scored)).orElse(new double[0]);
    if (series.isEmpty()) {
      missing.put("linearity", noScores());
    } else if (scored.size() < 2) {
      missing.put(
          "linearity", "a line needs at least 2 checkpoints with a score, found " + scored.size());
    }
    if (series.isPresent() && scored.size() < after.size()) {
      List<Long> without = after.stream().filter(step -> !scored.contains(step)).toList();
      leftOut(
          without.size() + " checkpoints from the fits",
          "they have no score (steps " + firstFew(without) + ")");
    }
    return new ModuleProfile.Steps(steps, scored, y, ModuleFigures.shown(steps, modules));
  }

  private static String noScores() {
    return "there are no scores; give the accuracies of the checkpoints with --scores FILE";
  }

  private ReportDocument.Accuracy accuracy(Optional<List<Long>> observed) {
    if (series.isEmpty()) {
      missing.put("accuracy", noScores());
      return null;
    }
    ScoreSeries all = series.get();
    if (observed.isEmpty()) {
      missing.put("forecast", missing.get("window"));
      return new ReportDocument.Accuracy(ScoreFigures.points(all), null);
    }
    ScoreSeries seen = all.upTo(observed.get().getLast());
    Optional<ReportDocument.Forecast> forecast =
        section(
            "forecast",
            () -> {
              var made = ScoreFigures.forecast(all, seen, steps, run.threads());
              caution("score forecast", made.caution(seen).stream().toList());
              return ScoreFigures.document(made);
            });
    return new ReportDocument.Accuracy(ScoreFigures.points(all), forecast.orElse(null));
  }

  private ReportDocument.Reward reward(List<String> thinned) {
    if (!Files.exists(metrics)) {
      missing.put("reward", "the run has no metrics.jsonl with rewards");
      return null;
    }
    try {
      Optional<RewardCurve> found = RewardCurve.read(metrics);
      if (found.isEmpty()) {
        missing.put("reward", "metrics.jsonl holds neither rewards nor losses");
        return null;
      }
      thinned.addAll(ScoreFigures.thinned(found.get()));
      return ScoreFigures.document(found.get());
    } catch (AlphaRlException damaged) {
      // Nobody named this file: it must not cost the rest of the page.
      missing.put("reward", damaged.getMessage());
      leftOut("rewards", damaged.getMessage());
      return null;
    }
  }

  private ReportDocument.Backtest backtest(Optional<List<Long>> observed) {
    if (forecasters.isEmpty()) {
      missing.put("backtest", "it was not asked for (--forecasters none)");
      return null;
    }
    if (opened.isEmpty()) {
      missing.put("backtest", "it needs the checkpoints, which are gone");
      return null;
    }
    if (observed.isEmpty()) {
      missing.put("backtest", missing.get("window"));
      return null;
    }
    return section("backtest", () -> backtest(opened.get(), observed.get())).orElse(null);
  }

  private ReportDocument.Backtest backtest(Run there, List<Long> observed) {
    List<Long> seen = Backtest.fitted(observed, Backtest.FIT);
    Map<String, Forecaster> chosen = Backtest.parse(forecasters);
    ScoreOptions.Late late = scores.late(run.path());
    try (ObservedWindow mapped =
        new ObservedWindow(run, there, observed, late, Backtest.needs(chosen))) {
      Comparison found =
          new Backtest(run, mapped, seen, Backtest.TargetKind.STEP, late)
              .run(chosen, Optional.empty());
      found.rows().stream()
          .filter(row -> row.refused() != null)
          .forEach(row -> leftOut("forecaster " + row.name(), row.refused()));
      if (found.choice().filter(row -> row.name().equals("hold")).isPresent()) {
        caution("backtest", List.of("no forecast beats the last checkpoint that it was fitted to"));
      }
      caution("prediction", cautions(mapped));
      return document(found);
    }
  }

  /** What {@code predict} would warn of, aimed from the window at the last step of the run. */
  private List<String> cautions(ObservedWindow mapped) {
    Forecaster forecaster = KnownForecasters.parse("alpharl");
    boolean asked = forecasters.stream().anyMatch(name -> name.startsWith("alpharl"));
    if (!asked || series.isEmpty() || steps.getLast() <= mapped.steps().getLast()) {
      return List.of();
    }
    try {
      Goal goal = new Target.ByStep(steps.getLast()).resolve(series.get(), mapped.steps());
      List<UpdateForecast> forecasts = mapped.predict(forecaster, mapped.steps(), goal);
      return mapped.cautions(forecasts, goal);
    } catch (UsageException refusal) {
      leftOut("the prediction of step " + steps.getLast(), refusal.getMessage());
      return List.of();
    }
  }

  private static ReportDocument.Backtest document(Comparison found) {
    return new ReportDocument.Backtest(
        found.fitted().getFirst(),
        found.fitted().getLast(),
        found.fitted().size(),
        found.predicted(),
        found.choice().map(Comparison.Row::name).orElse(null),
        found.rows().stream()
            .map(
                row ->
                    new ReportDocument.Forecaster(
                        row.name(),
                        row.relativeError(),
                        row.cosine(),
                        row.normRatio(),
                        row.refused()))
            .toList());
  }
}
