package io.github.alpharl.accelerate;

import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.race.Validation;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a larger step would pay, from a window alone: how steadily the weights move, how
 * straight, how well the score is explained, and what a probe further on along the last move says.
 *
 * @param probe how models are tried; empty for no probe
 * @param problems of the probe, for each model
 * @param truth further problems on which one more move is measured; empty for none
 */
public record Headroom(Optional<Validation> probe, int problems, Optional<Integer> truth) {

  /**
   * Where cos(v, ΔW) is above the first, a move more paid in all lab runs, and below the second in
   * none; between them only a probe tells (docs/acceleration.md).
   */
  private static final double ALONG = 0.7;

  private static final double ASIDE = 0.45;

  /** The suggestion to go further. */
  public static final String RAISE = "raise";

  /** The suggestion to leave the step size as it is. */
  public static final String KEEP = "keep";

  /** What is suggested where the window's figures do not tell. */
  public static final String PROBE = "probe";

  /** Checkpoints of a window, at least. */
  public static final int LEAST = 3;

  /** A probe's gain that chance alone makes less often than this is believed. */
  private static final double BELIEVED = 0.05;

  /** What is known of one run; figures that were not asked for are null. */
  public record Row(
      String run,
      List<Long> window,
      double cosine,
      double straightness,
      double velocity,
      double along,
      Double q2,
      double normShare,
      Double score,
      Double gainPerStep,
      Double factor,
      Double probeGain,
      Double probeChance,
      Integer probeAnswers,
      String suggestion,
      Double rateFactor,
      Double trueGain,
      Double trueChance,
      Boolean pays,
      Boolean hit) {}

  /**
   * What is known of one run.
   *
   * @param steps the window, rising
   * @param scores of the run, where they are known
   * @throws UsageException for fewer than three checkpoints
   */
  public Row of(RunStudy study, List<Long> steps, Optional<ScoreSeries> scores) {
    if (steps.size() < LEAST) {
      throw UsageException.of(
          "%s: a headroom needs at least %d checkpoints; the window of steps %d to %d holds %d;"
              + " widen it",
          study.path(), LEAST, steps.getFirst(), steps.getLast(), steps.size());
    }
    Map<Long, Path> places = study.run().steps();
    boolean fromBase = steps.getFirst().equals(study.run().steps().firstKey());
    Motion motion = Motion.of(products(study, steps), fromBase);
    Spectrum spectrum = spectrum(study, steps, scores);
    // The last move is that of the window's last quarter, so that one step's noise does not rule.
    Path start = places.get(steps.get(steps.size() - 1 - Math.max(1, steps.size() / 4)));
    Path end = places.get(steps.getLast());
    Path scratch = study.store().directory().resolve("models");
    Optional<Probe.Found> found =
        probe.map(tried -> new Probe(tried, 0, problems).climb(start, end, scratch));
    Optional<Probe.Once> measured =
        truth.map(n -> new Probe(probe.orElseThrow(), problems, n).once(start, end, scratch));
    String suggestion = suggestion(motion, found);
    Boolean pays = measured.map(Headroom::pays).orElse(null);
    return new Row(
        study.path().toString(),
        steps,
        motion.cosine(),
        motion.straightness(),
        motion.velocity(),
        motion.along(),
        boxed(spectrum.q2()),
        spectrum.normShare(),
        scores.map(series -> series.accuracies(steps)[steps.size() - 1]).orElse(null),
        scores.map(series -> slope(series, steps)).orElse(null),
        found.map(Probe.Found::factor).orElse(null),
        found.map(Probe.Found::gain).orElse(null),
        found.map(Probe.Found::chance).orElse(null),
        found.map(Probe.Found::answers).orElse(null),
        suggestion,
        found.map(f -> f.chance() <= BELIEVED ? 1 + f.factor() : 1).orElse(null),
        measured.map(Probe.Once::gain).orElse(null),
        measured.map(Probe.Once::chance).orElse(null),
        pays,
        hit(suggestion, pays));
  }

  /** Whether the suggestion was right; null where it suggests nothing or the truth is unknown. */
  private static Boolean hit(String suggestion, Boolean pays) {
    if (pays == null || suggestion.equals(PROBE)) {
      return null;
    }
    return pays == suggestion.equals(RAISE);
  }

  private static boolean pays(Probe.Once measured) {
    return measured.chance() <= BELIEVED;
  }

  private static double slope(ScoreSeries series, List<Long> steps) {
    double[] y = series.accuracies(steps);
    return (y[y.length - 1] - y[0]) / (steps.getLast() - steps.getFirst());
  }

  /** By the probe where there is one, else by whether the last move still adds to the update. */
  private static String suggestion(Motion motion, Optional<Probe.Found> found) {
    if (found.isPresent()) {
      return found.get().chance() <= BELIEVED ? RAISE : KEEP;
    }
    if (motion.along() > ALONG) {
      return RAISE;
    }
    return motion.along() >= ASIDE ? PROBE : KEEP;
  }

  private record Spectrum(OptionalDouble q2, double normShare) {}

  private static Spectrum spectrum(RunStudy study, List<Long> steps, Optional<ScoreSeries> scores) {
    study.update(new Rank.Count(1), steps);
    try (RunFactors opened = new RunFactors(study.store(), steps)) {
      List<ModuleTrajectory> modules =
          opened.modules().stream().map(name -> opened.trajectory(name, steps)).toList();
      return new Spectrum(q2(modules, steps, scores), normShare(modules));
    }
  }

  private static double normShare(List<ModuleTrajectory> modules) {
    return modules.stream()
        .map(ModuleTrajectory::last)
        .filter(factor -> factor.norm() > 0)
        .mapToDouble(factor -> factor.sigma() / factor.norm())
        .average()
        .orElse(0);
  }

  private static OptionalDouble q2(
      List<ModuleTrajectory> modules, List<Long> steps, Optional<ScoreSeries> scores) {
    return scores.isEmpty()
        ? OptionalDouble.empty()
        : new LinearityTable(
                modules.stream().map(m -> Linearity.of(m, scores.get().accuracies(steps))).toList())
            .meanQ2();
  }

  private static List<double[][]> products(RunStudy study, List<Long> steps) {
    try (ObservedWindow observed =
        study.window(steps, () -> new ScoreSeries(List.of()), Needs.PRODUCTS)) {
      return observed.modules().stream()
          .map(module -> observed.observation(module.name(), steps).products())
          .toList();
    }
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
