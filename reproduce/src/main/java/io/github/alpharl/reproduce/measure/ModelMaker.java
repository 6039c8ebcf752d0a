package io.github.alpharl.reproduce.measure;

import io.github.alpharl.disk.Scratch;
import io.github.alpharl.eval.sampler.TaskValidation;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.race.Race;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Trainings;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoresFile;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.LateScores;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.study.Reconstruction;
import io.github.alpharl.study.RestFrom;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.study.search.Candidate;
import io.github.alpharl.study.search.Search;
import io.github.alpharl.study.search.SearchPlan;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;

/** Makes models from a run for as long as they are measured; factors stay beside the runs. */
final class ModelMaker {

  private static final Forecasters FORECASTERS = AllForecasters.ALL;

  private final Path out;
  private final ReproductionSize size;
  private final Trainings runs;

  ModelMaker(Path out, ReproductionSize size, Trainings runs) {
    this.out = out;
    this.size = size;
    this.runs = runs;
  }

  /** What is to be done with a model in a directory; of a search also with what it chose. */
  interface Use<T> extends BiFunction<Path, Optional<Result.Choice>, T> {}

  /**
   * What {@code use} makes of the model, which is gone afterwards unless it is a checkpoint.
   *
   * @throws io.github.alpharl.failure.UsageException where the window supports no forecast
   */
  <T> T with(RunModel model, Use<T> use) {
    if (model instanceof RunModel.Step(LabRun run, long step)) {
      return use.apply(runs.step(run, step), Optional.empty());
    }
    return Scratch.use(
        out.resolve("scratch"),
        directory -> {
          Path target = directory.resolve("model");
          return use.apply(target, write(model, target));
        });
  }

  private Optional<Result.Choice> write(RunModel model, Path target) {
    return switch (model) {
      case RunModel.Step step -> throw new IllegalArgumentException(step + " is there");
      case RunModel.Part part -> reconstruct(part, target);
      case RunModel.BestScale best -> reconstruct(best, target);
      case RunModel.PaperTarget paper -> predict(paper, target);
      case RunModel.Searched searched -> search(searched, target);
    };
  }

  private Optional<Result.Choice> reconstruct(RunModel.Part part, Path target) {
    Reconstruction.Plan plan =
        new Reconstruction.Plan(
            part.step(), part.kept(), part.scale(), part.matched(), part.modules(), false);
    try (RunStudy study = study(part.run())) {
      new Reconstruction(study, plan).model().writeCheckpoint(target);
    }
    return Optional.empty();
  }

  /** The best of all scales on validation problems, the smallest of those that are as good. */
  private Optional<Result.Choice> reconstruct(RunModel.BestScale best, Path target) {
    TaskValidation validation =
        new TaskValidation(best.run().task(), Measurements.TEMPERATURE, Measurements.SEED);
    double chosen = best.scales().getFirst();
    int most = -1;
    for (double scale : best.scales()) {
      int right =
          with(best.at(scale), (model, _) -> right(validation.answers(model, 0, best.problems())));
      if (right > most) {
        most = right;
        chosen = scale;
      }
    }
    reconstruct(best.at(chosen), target);
    String words = "λ " + RunModel.shortest(chosen);
    return Optional.of(new Result.Choice(words, words, true));
  }

  private static int right(boolean[] answers) {
    int right = 0;
    for (boolean answer : answers) {
      right += answer ? 1 : 0;
    }
    return right;
  }

  private Optional<Result.Choice> predict(RunModel.PaperTarget paper, Path target) {
    LateScores series = new LateScores(() -> scores(paper.run()));
    Forecaster forecaster = FORECASTERS.named(paper.forecaster());
    Target goal = new Target.ByAccuracy(series.get().scores().getLast().accuracy());
    try (RunStudy study = study(paper.run());
        ObservedWindow observed = observed(study, paper.window(), series, forecaster.needs())) {
      write(observed.prediction(forecaster, goal), target);
    }
    return Optional.empty();
  }

  private Optional<Result.Choice> search(RunModel.Searched searched, Path target) {
    LateScores series = new LateScores(() -> scores(searched.run()));
    SearchPlan plan = plan(searched);
    try (RunStudy study = study(searched.run());
        ObservedWindow observed = observed(study, searched.window(), series, plan.needs())) {
      Search search = new Search(plan, observed, series);
      Search.Found found = search.run();
      Candidate chosen = found.chosen();
      write(search.prediction(chosen), target);
      return Optional.of(
          new Result.Choice(chosen.forecaster(), found.race().leader(), found.race().accepted()));
    }
  }

  private SearchPlan plan(RunModel.Searched searched) {
    return new SearchPlan(
        FORECASTERS,
        searched.candidates(),
        SearchPlan.REACHES,
        SearchPlan.REFINEMENT,
        new Race(
            searched.effort() * size.firstRound(),
            searched.effort() * size.confirm(),
            SearchPlan.RACE.error()),
        new TaskValidation(searched.run().task(), Measurements.TEMPERATURE, Measurements.SEED));
  }

  private static void write(Prediction prediction, Path target) {
    prediction.model(RestFrom.LAST).writeCheckpoint(target);
  }

  private static ObservedWindow observed(
      RunStudy study, Window window, LateScores series, Needs needs) {
    return study.window(window.select(study.run().steps().keySet()), series, needs);
  }

  /** The accuracies on validation problems that the training wrote. */
  ScoreSeries scores(LabRun run) {
    return ScoresFile.read(runs.directory(run).resolve("scores.csv"));
  }

  /** The run with its factors of rank 1. */
  RunStudy study(LabRun run) {
    return study(run, "factors");
  }

  /** The run with factors of another rank, in a folder of their own. */
  RunStudy study(LabRun run, String store) {
    StudyOptions options =
        StudyOptions.DEFAULT
            .withStore(out.resolve(store).resolve(run.name()))
            .withThreads(1); // jobs are what runs at the same time
    return RunStudy.open(runs.directory(run), options, StudyListener.SILENT);
  }

  /** Brings the run's factors up to date. */
  void decompose(LabRun run) {
    try (RunStudy study = study(run)) {
      study.update(new Rank.Count(1), study.run().steps().keySet());
    }
  }
}
