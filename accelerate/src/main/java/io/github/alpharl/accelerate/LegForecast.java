package io.github.alpharl.accelerate;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.run.Run;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * A forecast from one leg's checkpoints, the leg's start being the base and checkpoint t step t.
 *
 * @param start the model that the leg started from
 * @param checkpoints models of the leg, rising, the last one as precise as there is (T)
 * @param store for factors and products
 */
record LegForecast(Path start, List<Path> checkpoints, Path store) {

  private static final int LEAST = 3;

  /** True where {@code forecaster} can predict from this leg. */
  boolean supports(Forecaster forecaster, double reach) {
    if (checkpoints.size() < LEAST) {
      return false;
    }
    try (RunStudy study = study();
        ObservedWindow leg = study.window(steps(), LegForecast::noScores, forecaster.needs())) {
      leg.requireSupport(forecaster, leg.steps(), goal(reach));
      return true;
    } catch (UsageException refusal) {
      return false;
    }
  }

  /** Writes the model that lies {@code reach} legs beyond the end, in the end's types. */
  void write(Path target, Forecaster forecaster, double reach) {
    try (RunStudy study = study();
        ObservedWindow leg = study.window(steps(), LegForecast::noScores, forecaster.needs())) {
      List<Update> updates =
          leg.predict(forecaster, leg.steps(), goal(reach)).stream()
              .map(forecast -> overOthers(forecast.update()))
              .toList();
      HfCheckpoint end = (HfCheckpoint) leg.checkpoint(leg.steps().getLast());
      new ModelComposer(end, others(leg), updates, new Rest.Step(end)).writeCheckpoint(target);
    }
  }

  private List<Long> steps() {
    return LongStream.rangeClosed(1, checkpoints.size()).boxed().toList();
  }

  private RunStudy study() {
    NavigableMap<Long, Path> places = new TreeMap<>();
    steps().forEach(step -> places.put(step, checkpoints.get(Math.toIntExact(step) - 1)));
    Run run = new Run(store, start, OptionalLong.empty(), places, List.of());
    return new RunStudy(
        store, StudyOptions.DEFAULT.withStore(store), StudyListener.SILENT, Optional.of(run));
  }

  private static ScoreSeries noScores() {
    throw new IllegalStateException("a leg's checkpoints have no scores");
  }

  private Goal goal(double reach) {
    int legs = checkpoints.size();
    return Goal.ofStep(legs + Math.max(1, Math.round(reach * legs)));
  }

  /** The start and all checkpoints but the last, which the composer takes as its base. */
  private static List<StepCheckpoint> others(ObservedWindow leg) {
    List<StepCheckpoint> others = new ArrayList<>(List.of(leg.base()));
    leg.steps()
        .subList(0, leg.steps().size() - 1)
        .forEach(step -> others.add(leg.checkpoint(step)));
    return others;
  }

  /** Weights over the start and the checkpoints become weights over {@link #others}. */
  private static Update overOthers(Update update) {
    double[] weights = new double[update.weights().length];
    double ofStart = 1;
    for (int t = 0; t < weights.length; t++) {
      ofStart -= update.weights()[t];
    }
    weights[0] = ofStart;
    System.arraycopy(update.weights(), 0, weights, 1, weights.length - 1);
    return update.over(weights);
  }
}
