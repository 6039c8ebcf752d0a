package io.github.alpharl.reproduce.measure;

import io.github.alpharl.eval.behaviour.Behaviour;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.TaskBenchmark;
import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.eval.sampler.TaskValidation;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.linearity.ImportanceWindows;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.SmallestRank;
import io.github.alpharl.regrounding.Regrounding;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Trainings;
import io.github.alpharl.run.Window;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.DominanceTable;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures runs and models made from them, and keeps every result. Accuracies are on test problems
 * at temperature 0.6, searches on validation problems.
 */
public final class Measurements implements Results {

  static final double TEMPERATURE = 0.6;
  static final long SEED = 0;

  private static final Rank FIRST = new Rank.Count(1);
  private static final Rank TOP = new Rank.Percent(1);
  private static final Window WHOLE = new Window.Percent(100);
  private static final List<Integer> PREFIXES = List.of(0, 1, 2, 4, 8, 16);

  private final Path out;
  private final ReproductionSize size;
  private final Trainings runs;
  private final KeptResults kept;
  private final ModelMaker models;
  private final Map<String, Benchmark> benchmarks = new ConcurrentHashMap<>();

  /** On {@code runs}, with factors and scratch models in {@code out}. */
  public Measurements(Path out, ReproductionSize size, Trainings runs, KeptResults kept) {
    this.out = out;
    this.size = size;
    this.runs = runs;
    this.kept = kept;
    this.models = new ModelMaker(out, size, runs);
  }

  @Override
  public <R extends Result> Optional<R> of(Request<R> request) {
    boolean possible =
        runs.finished(request.run())
            || (request instanceof Request.Scores && runs.early(request.run()).isPresent());
    return possible ? Optional.of(measure(request)) : Optional.empty();
  }

  @Override
  public Optional<String> early(LabRun run) {
    return runs.early(run);
  }

  /** True if nothing is to be done for {@code request}. */
  public boolean done(Request<?> request) {
    return request instanceof Request.Scores
        || kept.find(key(request), request.result()).isPresent();
  }

  /** Brings the run's factors up to date. */
  public void decompose(LabRun run) {
    if (runs.finished(run)) {
      models.decompose(run);
    }
  }

  private <R extends Result> R measure(Request<R> request) {
    return request instanceof Request.Scores
        ? work(request)
        : kept.get(key(request), request.result(), () -> work(request));
  }

  private String key(Request<?> request) {
    // A checkpoint has a key of its own: the base is that of many runs.
    return request instanceof Request.Accuracy(RunModel.Step step, int _)
        ? key(
            request,
            request.describe().replace(step.describe(), "a checkpoint"),
            runs.fingerprint(step.run(), step.step()))
        : key(request, request.describe(), runs.identity(request.run()));
  }

  private String key(Request<?> request, String what, String identity) {
    return String.join("\n", "reproduce", what, request.run().task(), size.measuring(), identity);
  }

  private <R extends Result> R work(Request<R> request) {
    Result result =
        switch (request) {
          case Request.Accuracy accuracy -> accuracy(accuracy);
          case Request.Scores scores -> new Result.Scores(models.scores(scores.run()));
          case Request.Shares shares -> shares(shares.run());
          case Request.Linear linear -> linear(linear);
          case Request.Windows windows -> windows(windows);
          case Request.Behave behave -> behaviour(behave.model());
          case Request.RankNeeded rank -> rank(rank);
          case Request.Regrounded budget -> regrounded(budget);
        };
    return request.result().cast(result);
  }

  private Result.Accuracy accuracy(Request.Accuracy request) {
    Task task = Tasks.named(request.run().task());
    try {
      return models.with(
          request.model(),
          (directory, choice) ->
              Result.Accuracy.of(accuracy(task, request.problems(), directory), choice));
    } catch (UsageException refusal) { // the window supports no forecast
      return Result.Accuracy.refused(refusal.getMessage());
    }
  }

  private double accuracy(Task task, int count, Path model) {
    SamplingSettings drawing =
        new SamplingSettings(size.samples(), TEMPERATURE, 1, longest(task), SEED);
    try (LocalSampler sampler = LocalSampler.open(model, task)) {
      return Evaluation.ask(problems(task, count), drawing, sampler).average().value();
    }
  }

  private Benchmark problems(Task task, int count) {
    return benchmarks.computeIfAbsent(
        task.name() + count, _ -> TaskBenchmark.of(task, count, SEED));
  }

  private Result.Regrounded regrounded(Request.Regrounded request) {
    LabRun run = request.run();
    Task task = Tasks.named(run.task());
    TrainOptions options = Regrounding.options(runs.options(run), request.budget());
    Path folder = out.resolve("regrounded").resolve(run.name() + "-" + request.budget());
    Regrounding.Outcome outcome =
        new Regrounding(runs.start(run), options, folder)
            .run(new TaskValidation(run.task(), TEMPERATURE, SEED));
    return new Result.Regrounded(
        accuracy(task, request.problems(), outcome.model()),
        outcome.training(),
        outcome.search(),
        runs.rollouts(run),
        outcome.rateFactor());
  }

  private static int longest(Task task) {
    return task.maxAnswer() + 8;
  }

  private Result.Shares shares(LabRun run) {
    try (RunStudy study = models.study(run, "factors-1%");
        RunFactors factors = study.factors(study.prepared(TOP))) {
      return new Result.Shares(DominanceTable.of(factors).steps());
    }
  }

  private Result.Linear linear(Request.Linear request) {
    try (RunStudy study = models.study(request.run());
        RunFactors factors = study.factors(WHOLE.select(study.prepared(FIRST)))) {
      List<Long> steps = factors.steps();
      double[] y = models.scores(request.run()).accuracies(steps);
      LinearityTable table = LinearityTable.of(factors, steps, y, study.options().threads());
      Projection plane = Projection.of(factors.trajectory(request.module(), steps), y);
      return Result.Linear.of(steps, table, plane);
    }
  }

  private Result.Windows windows(Request.Windows request) {
    Map<String, Double> r2 = new LinkedHashMap<>();
    measure(new Request.Linear(request.run(), request.module()))
        .modules()
        .forEach(fit -> r2.put(fit.name(), Double.isNaN(fit.r2()) ? 0 : fit.r2()));
    return new Result.Windows(
        ImportanceWindows.of(r2).stream().map(window -> window(request.run(), window)).toList());
  }

  private Result.ModuleWindow window(LabRun run, ImportanceWindows.Window window) {
    RunModel part =
        new RunModel.Part(run, runs.last(run), new Subspaces.Top(FIRST), 1, window.modules(), true);
    return new Result.ModuleWindow(
        window.first(),
        window.modules().size(),
        window.meanR2(),
        accuracyOf(part, size.problems()));
  }

  private double accuracyOf(RunModel model, int problems) {
    return measure(new Request.Accuracy(model, problems)).accuracy().orElse(Double.NaN);
  }

  private Result.Behaved behaviour(RunModel model) {
    Task task = Tasks.named(model.run().task());
    return models.with(
        model,
        (directory, _) -> {
          try (LocalSampler base = LocalSampler.open(runs.step(model.run(), 0), task);
              LocalSampler trained = LocalSampler.open(directory, task)) {
            Benchmark problems = problems(task, size.behaviourProblems());
            return Result.Behaved.of(
                Behaviour.of(base, trained, problems, PREFIXES, longest(task)));
          }
        });
  }

  private Result.RankFound rank(Request.RankNeeded request) {
    LabRun run = request.run();
    int problems = size.rankProblems();
    double base = accuracyOf(new RunModel.Step(run, 0), problems);
    double full = accuracyOf(new RunModel.Step(run, runs.last(run)), problems);
    if (Double.isNaN(new Retained(full, base, full).gain())) {
      return Result.RankFound.nothingGained(base, full);
    }
    SmallestRank found =
        SmallestRank.search(
            run.size().width(),
            request.bound(),
            rank -> {
              RunModel part = RunModel.Part.of(run, runs.last(run), new Rank.Count(rank));
              return new Retained(accuracyOf(part, problems), base, full).gain();
            });
    return new Result.RankFound(base, full, found.rank(), found.tried());
  }
}
