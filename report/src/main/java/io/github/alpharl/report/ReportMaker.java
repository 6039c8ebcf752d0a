package io.github.alpharl.report;

import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.factor.EqualDirections;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.linearity.ModuleProfile;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.Outlook;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Puts a report together section by section; where one cannot be made, its reason takes its place.
 * Everything follows from the inputs alone, nothing from what this very call had to compute.
 */
public final class ReportMaker {

  private static final String LEFT_OUT = "left out";
  private static final String CAUTION = "caution";

  /** So many modules that were left out are named. */
  private static final int NAMED = 20;

  private final RunStudy study;
  private final ReportInputs inputs;
  private final Optional<Run> opened;
  private final List<Long> steps;
  private final Window window;
  private final Optional<ScoreSeries> series;
  private final TrainerSection trainer;
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final List<ReportDocument.Refusal> refusals = new ArrayList<>();

  /** A report about {@code study}, whose factors are stored. */
  public ReportMaker(RunStudy study, ReportInputs inputs) {
    this.study = study;
    this.inputs = inputs;
    this.opened = study.checkpoints();
    this.steps = inputs.steps();
    this.window = inputs.window();
    this.series = inputs.scores().map(ReportInputs.Named::content);
    this.trainer = TrainerSection.of(study, inputs.scores().map(ReportInputs.Named::file));
  }

  /** Makes it. */
  public ReportDocument document() {
    opened.ifPresentOrElse(
        there -> there.notes().forEach(note -> leftOut("checkpoint", note)),
        () -> leftOut("checkpoints", "they are gone; the stored factors alone are shown"));
    Optional<List<Long>> observed =
        section("window", () -> inputs.counting().select(window, steps));
    List<String> thinned = new ArrayList<>();
    ReportDocument.Modules modules;
    try (RunFactors factors = study.factors(steps)) {
      List<String> names = factors.modules();
      noteLeftOut(factors, names);
      ModuleProfile.Steps looked = looked(names.size());
      List<ModuleProfile> profiles =
          Parallel.map(
              study.options().threads(),
              names,
              module -> ModuleProfile.of(factors, module, looked));
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
        trainer.others(thinned),
        modules,
        backtest,
        inputs.evaluated().map(found -> found.content().models()).orElse(null),
        missing,
        refusals,
        inputs.hints().commands(),
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
    Path name = study.path().toAbsolutePath().normalize();
    Path shown = Files.isDirectory(name) ? name : name.getParent();
    return shown.getFileName() == null ? "run" : shown.getFileName().toString();
  }

  private String date() {
    List<Path> read = new ArrayList<>();
    opened.ifPresent(there -> read.addAll(there.steps().values()));
    if (opened.isEmpty()) {
      read.add(study.store().directory());
    }
    inputs.scores().ifPresent(scores -> read.add(scores.file()));
    inputs.evaluated().ifPresent(models -> read.add(models.file()));
    trainer.log().ifPresent(log -> read.add(log.source()));
    return NewestInput.date(read);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("alpharl", inputs.version());
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
        _ ->
            study.options().patterns().modules(study.weights().base()).stream()
                .map(ModuleId::name)
                .forEach(all::add));
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
      leftOut(Wording.count(all.size() - NAMED, "more module"), "for the same reason");
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
      missing.put("linearity", inputs.hints().noScores());
    } else if (scored.size() < 2) {
      missing.put(
          "linearity", "a line needs at least 2 checkpoints with a score, found " + scored.size());
    }
    if (series.isPresent() && scored.size() < after.size()) {
      List<Long> without = after.stream().filter(step -> !scored.contains(step)).toList();
      leftOut(
          Wording.count(without.size(), "checkpoint") + " from the fits",
          (without.size() == 1 ? "it has no score (step " : "they have no score (steps ")
              + firstFew(without)
              + ")");
    }
    return new ModuleProfile.Steps(steps, scored, y, ModuleFigures.shown(steps, modules));
  }

  private ReportDocument.Accuracy accuracy(Optional<List<Long>> observed) {
    if (series.isEmpty()) {
      missing.put("accuracy", inputs.hints().noScores());
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
              var made = ScoreFigures.forecast(all, seen, steps, study.options().threads());
              caution("score forecast", made.caution(seen).stream().toList());
              return ScoreFigures.document(made, verdict(observed.get().getLast()));
            });
    return new ReportDocument.Accuracy(ScoreFigures.points(all), forecast.orElse(null));
  }

  private List<String> verdict(long end) {
    return new Outlook(study, inputs.counting(), series.orElseThrow(), new Window.Range(0, end))
        .of(List.of(), OptionalDouble.empty())
        .verdict();
  }

  private ReportDocument.Reward reward(List<String> thinned) {
    trainer.log().ifPresent(log -> caution("trainer's log", log.notes()));
    if (trainer.isDamaged()) {
      leftOut("rewards", trainer.reason());
    }
    if (trainer.reward().isEmpty()) {
      missing.put("reward", trainer.reason());
      return null;
    }
    thinned.addAll(ScoreFigures.thinned(trainer.reward().get()));
    return ScoreFigures.document(trainer.reward().get());
  }

  private ReportDocument.Backtest backtest(Optional<List<Long>> observed) {
    if (inputs.forecasters().isEmpty()) {
      missing.put("backtest", inputs.hints().noBacktest());
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
    return section(
            "backtest",
            () ->
                new BacktestSection(study, inputs, this::leftOut, this::caution).of(observed.get()))
        .orElse(null);
  }
}
