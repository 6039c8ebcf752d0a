package io.github.alpharl.cli.command;

import io.github.alpharl.accelerate.Motion;
import io.github.alpharl.accelerate.Probe;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.ProductStore;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.WindowProducts;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoresFile;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
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
final class Headroom implements Callable<Integer> {

  /**
   * Where cos(v, ΔW) is above the first, a move more paid in all lab runs, and below the second in
   * none; between them only a probe tells (docs/acceleration.md).
   */
  private static final double ALONG = 0.7;

  private static final double ASIDE = 0.45;

  private static final String RAISE = "raise";
  private static final String KEEP = "keep";

  /** What is suggested where the window's figures do not tell. */
  private static final String PROBE = "probe";

  /** A probe's gain that chance alone makes less often than this is believed. */
  private static final double BELIEVED = 0.05;

  @Mixin private Output output;
  @Mixin private ValidationTask validation;
  @Mixin private WindowOption window;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of runs, or their run.json.")
  private List<Path> runs;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Where factors and products are kept; by default .alpharl in each run.")
  private Path store;

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

  /** What is known of one run; figures that were not asked for are null. */
  private record Row(
      String run,
      List<Long> window,
      double cosine,
      double straightness,
      double velocity,
      double along,
      Double q2,
      double energy,
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

  private record Document(List<Row> runs, Integer hits, Integer judged) {}

  @Override
  public Integer call() {
    if (truth != null && task == null) {
      throw UsageException.of("--truth needs --probe TASK");
    }
    List<Row> rows = new ArrayList<>();
    for (Path path : runs) {
      rows.add(row(path));
    }
    List<Row> judged = rows.stream().filter(row -> row.hit() != null).toList();
    int hits = (int) judged.stream().filter(Row::hit).count();
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

  private Row row(Path path) {
    Run run = Run.open(path, Optional.empty());
    List<Long> steps = window.select(run);
    if (steps.size() < 3) {
      throw UsageException.of(
          "%s: a headroom needs at least 3 checkpoints; the window %s holds %d; widen it",
          path, window, steps.size());
    }
    boolean fromBase = steps.getFirst().equals(run.steps().firstKey());
    Path kept =
        store == null ? RunPlace.store(path) : store.resolve(RunPlace.name(path));
    Motion motion = Motion.of(products(run, steps, kept).gram().values(), fromBase);
    Optional<ScoreSeries> scores = scores(RunPlace.home(path));
    Spectrum spectrum = spectrum(run, steps, kept, scores);
    Path start = run.steps().get(steps.get(steps.size() - 1 - Math.max(1, steps.size() / 4)));
    Path end = run.steps().get(steps.getLast());
    Path scratch = kept.resolve("models");
    // The last move is that of the window's last quarter, so that one step's noise does not rule.
    Optional<Probe.Found> found =
        Optional.ofNullable(task)
            .map(name -> new Probe(validation.on(name), 0, problems).climb(start, end, scratch));
    Optional<Probe.Once> measured =
        Optional.ofNullable(truth)
            .map(n -> new Probe(validation.on(task), problems, n).once(start, end, scratch));
    String suggestion = suggestion(motion, found);
    Boolean pays = measured.map(Headroom::pays).orElse(null);
    return new Row(
        path.toString(),
        steps,
        motion.cosine(),
        motion.straightness(),
        motion.velocity(),
        motion.along(),
        boxed(spectrum.q2()),
        spectrum.energy(),
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

  private record Spectrum(OptionalDouble q2, double energy) {}

  private Spectrum spectrum(Run run, List<Long> steps, Path kept, Optional<ScoreSeries> scores) {
    FactorStore factors = new FactorStore(kept);
    new RunDecomposition(
            run,
            factors,
            new Decomposer.Options(new Rank.Count(1), SpectralOptions.DEFAULT, threads(), false),
            OptionalDouble.empty())
        .update(steps, RunDecomposition.Listener.NONE);
    try (RunFactors opened = new RunFactors(factors, steps)) {
      List<ModuleTrajectory> modules =
          opened.modules().stream().map(name -> opened.trajectory(name, steps)).toList();
      double energy =
          modules.stream()
              .map(ModuleTrajectory::last)
              .filter(factor -> factor.norm() > 0)
              .mapToDouble(factor -> factor.sigma() / factor.norm())
              .average()
              .orElse(0);
      OptionalDouble q2 =
          scores.isEmpty()
              ? OptionalDouble.empty()
              : new LinearityTable(
                      modules.stream()
                          .map(m -> Linearity.of(m, scores.get().accuracies(steps)))
                          .toList())
                  .meanQ2();
      return new Spectrum(q2, energy);
    }
  }

  private WindowProducts products(Run run, List<Long> steps, Path kept) {
    NavigableMap<Long, StepCheckpoint> opened = new TreeMap<>();
    try (HfCheckpoint base = HfCheckpoint.open(run.base())) {
      steps.forEach(step -> opened.put(step, run.open(step)));
      return new ProductStore(kept.resolve("products"))
          .products(base, opened, ModulePatterns.standard().modules(base), threads(), _ -> {});
    } finally {
      opened.values().forEach(StepCheckpoint::close);
    }
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static Optional<ScoreSeries> scores(Path run) {
    Path file = run.resolve("scores.csv");
    return Files.exists(file) ? Optional.of(ScoresFile.read(file)) : Optional.empty();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private void print(List<Row> rows) {
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
    for (Row row : rows) {
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
    table.print(output.out());
  }

  private static String shown(Double value, int digits) {
    return Table.number(value == null ? Double.NaN : value, digits);
  }

  private static String said(Boolean value) {
    return value == null ? "–" : value ? "yes" : "no";
  }
}
