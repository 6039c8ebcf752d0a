package io.github.alpharl.reproduce.item;

import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.Results;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Trainings;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.DominanceTable.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What an item is written from: trainings and figures, NaN where there is none.
 *
 * @param results where the figures come from
 * @param runs the trainings
 * @param size how large
 * @param seeds that are wanted
 */
public record Findings(Results results, Trainings runs, ReproductionSize size, List<Long> seeds) {

  /** Whose trajectory figures show; every size of the lab has it. */
  static final String MODULE = "model.layers.1.mlp.up_proj.weight";

  /** The algorithms of reinforcement learning, then the controls. */
  List<String> allAlgorithms() {
    return Stream.concat(size.algorithms().stream(), Catalogue.CONTROLS.stream()).toList();
  }

  /** The first three of reinforcement learning: items that cost much show them alone. */
  List<String> mainAlgorithms() {
    return size.algorithms().stream().limit(3).toList();
  }

  /** How an algorithm is written in tables. */
  static String label(String algorithm) {
    return switch (algorithm) {
      case "dr-grpo" -> "Dr.GRPO";
      case "distill" -> "distillation";
      default -> algorithm.toUpperCase(Locale.ROOT);
    };
  }

  /** A figure of every seed, where it is a number. */
  SeedFigure over(Format format, LongToDoubleFunction figure) {
    TreeMap<Long, Double> bySeed = new TreeMap<>();
    for (long seed : seeds) {
      double found = figure.applyAsDouble(seed);
      if (!Double.isNaN(found)) {
        bySeed.put(seed, found);
      }
    }
    return new SeedFigure(format, bySeed, seeds.size());
  }

  /** Accuracy of a model on test problems. */
  double accuracy(RunModel model) {
    return figure(
        new Request.Accuracy(model, size.problems()), found -> found.accuracy().orElse(Double.NaN));
  }

  /** A figure of a result. */
  <R extends Result> double figure(Request<R> request, ToDoubleFunction<R> figure) {
    return results.of(request).stream().mapToDouble(figure).findFirst().orElse(Double.NaN);
  }

  /** A figure of the update of one step, the mean over the modules. */
  double share(LabRun run, long step, ToDoubleFunction<Means> figure) {
    return figure(
        new Request.Shares(run),
        found ->
            found.steps().stream()
                .filter(means -> means.step() == step)
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN));
  }

  double base(LabRun run) {
    return accuracy(new RunModel.Step(run, 0));
  }

  double full(LabRun run) {
    return accuracy(new RunModel.Step(run, runs.last(run)));
  }

  Retained retained(RunModel model) {
    return new Retained(accuracy(model), base(model.run()), full(model.run()));
  }

  /** The last step's update cut to its first directions. */
  RunModel part(LabRun run, Rank rank) {
    return RunModel.Part.of(run, runs.last(run), rank);
  }

  /** The last step's update cut to its first direction. */
  RunModel rank1(LabRun run) {
    return part(run, new Rank.Count(1));
  }

  /** Some directions of the last step's update, scaled by λ. */
  RunModel scaled(LabRun run, Subspaces kept, double scale) {
    return new RunModel.Part(run, runs.last(run), kept, scale, List.of(), true);
  }

  /** The last checkpoint within the first {@code percent} of the run. */
  RunModel windowEnd(LabRun run, int percent) {
    return new RunModel.Step(run, stepAt(run, percent));
  }

  /** The last saved step up to {@code percent} of the run, or the first. */
  long stepAt(LabRun run, int percent) {
    return lastUpTo(run, percent * runs.last(run) / 100);
  }

  /** The last checkpoint up to {@code step}, or the first. */
  RunModel upTo(LabRun run, long step) {
    return new RunModel.Step(run, lastUpTo(run, step));
  }

  private long lastUpTo(LabRun run, long bound) {
    List<Long> steps = runs.steps(run);
    return steps.stream()
        .filter(step -> step <= bound)
        .reduce((_, b) -> b)
        .orElse(steps.getFirst());
  }

  /** A text of every seed that has one, such as what a search chose. */
  String texts(LongFunction<String> text) {
    List<String> found = new ArrayList<>();
    for (long seed : seeds) {
      String of = text.apply(seed);
      found.add(of.isEmpty() ? "–" : of);
    }
    return String.join(" / ", found);
  }

  /** Scores of the run on validation problems; empty where it is not there. */
  ScoreSeries scores(LabRun run) {
    return results
        .of(new Request.Scores(run))
        .map(Result.Scores::series)
        .orElseGet(() -> new ScoreSeries(List.of()));
  }
}
