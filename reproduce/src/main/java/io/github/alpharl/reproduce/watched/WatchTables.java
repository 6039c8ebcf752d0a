package io.github.alpharl.reproduce.watched;

import io.github.alpharl.lab.fault.FaultKind;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.watch.channel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The tables of the experiment. Thresholds are the largest suspicion that the healthy runs of seed
 * 0 showed; what is counted are the runs of the other seeds, or all runs as long as the other seeds
 * lack a fault.
 */
final class WatchTables {

  private static final double THREE = 3;

  /** log10 of the evidence at which a channel speaks: one false alert in 1000 looks of them all. */
  private static final double PROMISED = Math.log10(1000.0 * Channel.values().length);

  private static final List<Channel> WEIGHTS =
      Arrays.stream(Channel.values()).filter(c -> c.measure().isPresent()).toList();

  /** Validation is what the lead is measured against. */
  private static final List<Channel> METRICS =
      Arrays.stream(Channel.values())
          .filter(c -> c.signal().isPresent() && c != Channel.VALIDATION)
          .toList();

  private static final List<Channel> STEPS =
      List.of(Channel.ATTENTION_STEP, Channel.MLP_STEP, Channel.OTHER_STEP);
  private static final List<Channel> INNOVATION = List.of(Channel.INNOVATION);

  private final List<Verdict> everything;
  private final List<Verdict> judged;
  private final List<Verdict> faulty;
  private final List<Verdict> healthy;
  private final Map<Channel, Double> evidence;
  private final Map<Channel, Double> sigmas;
  private final Map<Channel, Double> three = new EnumMap<>(Channel.class);
  private final Map<Channel, Double> promised = new EnumMap<>(Channel.class);

  WatchTables(List<KeptRuns.Kept> runs) {
    List<Verdict> all = runs.stream().map(Verdict::of).toList();
    List<Verdict> calibration =
        all.stream().filter(v -> v.healthy() && v.run().cell().seed() == 0).toList();
    evidence = Trace.largest(calibration.stream().map(Verdict::evidence).toList());
    sigmas = Trace.largest(calibration.stream().map(Verdict::sigmas).toList());
    List<Verdict> others = all.stream().filter(v -> v.run().cell().seed() != 0).toList();
    judged = completeSettings(others) ? others : all;
    faulty = judged.stream().filter(v -> !v.faultless()).toList();
    healthy = judged.stream().filter(Verdict::healthy).toList();
    everything = all;
    for (Channel channel : Channel.values()) {
      three.put(channel, THREE);
      promised.put(channel, PROMISED);
    }
  }

  /** True if every fault is there, and a healthy run. */
  private static boolean completeSettings(List<Verdict> verdicts) {
    return verdicts.stream().anyMatch(Verdict::healthy)
        && Arrays.stream(FaultKind.values())
            .allMatch(
                kind ->
                    verdicts.stream()
                        .anyMatch(v -> v.run().cell().fault().equals(Optional.of(kind))));
  }

  /** Every rule by name: the steps where it speaks about a run. */
  private Map<String, Function<Verdict, NavigableSet<Long>>> rules() {
    Map<String, Function<Verdict, NavigableSet<Long>>> rules = new LinkedHashMap<>();
    rules.put("exact rules", v -> v.alerted(Verdict::exact));
    rules.put("alarm as shipped", v -> v.alerted(Verdict::alarms));
    rules.put("any alert as shipped", v -> v.alerted(_ -> true));
    rules.put("metrics", calibrated(METRICS));
    rules.put("weights", calibrated(WEIGHTS));
    rules.put("step sizes", calibrated(STEPS));
    rules.put("innovation", calibrated(INNOVATION));
    rules.put("validation", calibrated(List.of(Channel.VALIDATION)));
    rules.put("σ metrics, calibrated", v -> Verdict.crossings(v.sigmas(), METRICS, sigmas));
    rules.put("σ weights, calibrated", v -> Verdict.crossings(v.sigmas(), WEIGHTS, sigmas));
    rules.put("3σ metrics", v -> Verdict.crossings(v.sigmas(), METRICS, three));
    rules.put("3σ weights", v -> Verdict.crossings(v.sigmas(), WEIGHTS, three));
    rules.put("KL 3σ", v -> Verdict.crossings(v.sigmas(), List.of(Channel.POLICY_KL), three));
    rules.put(
        "gradient 3σ", v -> Verdict.crossings(v.sigmas(), List.of(Channel.GRADIENT_NORM), three));
    rules.put("entropy < 1", Verdict::lowEntropy);
    return rules;
  }

  /** The rules that need no calibration, of groups of channels. */
  private Map<String, Function<Verdict, NavigableSet<Long>>> shipped() {
    Map<String, Function<Verdict, NavigableSet<Long>>> rules = new LinkedHashMap<>();
    rules.put("exact rules", v -> v.alerted(Verdict::exact));
    rules.put("alarm", v -> v.alerted(Verdict::alarms));
    rules.put("any alert", v -> v.alerted(_ -> true));
    rules.put("metrics", v -> Verdict.crossings(v.evidence(), METRICS, promised));
    rules.put("weights", v -> Verdict.crossings(v.evidence(), WEIGHTS, promised));
    rules.put("step sizes", v -> Verdict.crossings(v.evidence(), STEPS, promised));
    rules.put("innovation", v -> Verdict.crossings(v.evidence(), INNOVATION, promised));
    rules.put("3σ metrics", v -> Verdict.crossings(v.sigmas(), METRICS, three));
    rules.put("3σ weights", v -> Verdict.crossings(v.sigmas(), WEIGHTS, three));
    rules.put("3σ innovation", v -> Verdict.crossings(v.sigmas(), INNOVATION, three));
    return rules;
  }

  private Function<Verdict, NavigableSet<Long>> calibrated(List<Channel> channels) {
    return v -> Verdict.crossings(v.evidence(), channels, evidence);
  }

  List<Grid> grids() {
    Map<String, Function<Verdict, NavigableSet<Long>>> channels = new LinkedHashMap<>();
    Map<String, Function<Verdict, NavigableSet<Long>>> plain = new LinkedHashMap<>();
    for (Channel channel : Channel.values()) {
      if (judged.stream().anyMatch(v -> v.evidence().containsKey(channel))) {
        channels.put(channel.word(), calibrated(List.of(channel)));
        plain.put(channel.word(), v -> Verdict.crossings(v.sigmas(), List.of(channel), three));
      }
    }
    return List.of(
        detections("Detections by rule, nothing calibrated, all runs", shipped(), everything),
        falseAlarms(
            "False alarms by rule, nothing calibrated",
            shipped(),
            everything.stream().filter(Verdict::healthy).toList()),
        fallen(),
        detections("Detections by rule", rules(), faulty),
        detections("Detections by channel: e-detectors, calibrated", channels, faulty),
        detections("Detections by channel: 3σ", plain, faulty),
        falseAlarms("False alarms", alarms(channels, plain), healthy));
  }

  private Map<String, Function<Verdict, NavigableSet<Long>>> alarms(
      Map<String, Function<Verdict, NavigableSet<Long>>> channels,
      Map<String, Function<Verdict, NavigableSet<Long>>> plain) {
    Map<String, Function<Verdict, NavigableSet<Long>>> all = new LinkedHashMap<>(rules());
    channels.forEach((name, rule) -> all.put("channel " + name, rule));
    plain.forEach((name, rule) -> all.put("3σ " + name, rule));
    return all;
  }

  private Grid detections(
      String caption,
      Map<String, Function<Verdict, NavigableSet<Long>>> rules,
      List<Verdict> runs) {
    List<String> columns = new ArrayList<>(List.of("rule"));
    List<FaultKind> kinds =
        Arrays.stream(FaultKind.values()).filter(kind -> !of(kind, runs).isEmpty()).toList();
    kinds.forEach(kind -> columns.add(kind.toString()));
    Grid grid =
        new Grid(caption + " (runs that spoke/runs; median delay, median lead in steps)", columns);
    rules.forEach(
        (name, rule) -> {
          List<Object> row = new ArrayList<>(List.of(name));
          kinds.forEach(kind -> row.add(cell(of(kind, runs), rule)));
          grid.row(row);
        });
    return grid;
  }

  private static List<Verdict> of(FaultKind kind, List<Verdict> runs) {
    return runs.stream().filter(v -> v.run().cell().fault().equals(Optional.of(kind))).toList();
  }

  private static String cell(List<Verdict> runs, Function<Verdict, NavigableSet<Long>> rule) {
    List<Long> delays = new ArrayList<>();
    List<Long> leads = new ArrayList<>();
    for (Verdict run : runs) {
      Long spoke = rule.apply(run).ceiling((long) Cell.PREFIX + 1);
      if (spoke != null) {
        delays.add(spoke - Cell.PREFIX);
        run.fall().ifPresent(fall -> leads.add(fall - spoke));
      }
    }
    String rate = delays.size() + "/" + runs.size();
    return rate + text("; ", delays) + text(", ", leads);
  }

  private static String text(String before, List<Long> values) {
    OptionalDouble median = median(values.stream().mapToLong(Long::longValue));
    return median.isEmpty()
        ? ""
        : before + String.format(Locale.ROOT, "%.0f", median.getAsDouble());
  }

  private static OptionalDouble median(LongStream values) {
    long[] sorted = values.sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0);
  }

  private static Grid falseAlarms(
      String caption,
      Map<String, Function<Verdict, NavigableSet<Long>>> rules,
      List<Verdict> healthy) {
    long checkpoints = healthy.stream().mapToLong(v -> v.run().series().scores().size() - 1).sum();
    Grid grid =
        new Grid(
            "%s: %d healthy runs, %d checkpoints".formatted(caption, healthy.size(), checkpoints),
            List.of("rule", "runs that spoke", "times per 1,000 checkpoints"));
    rules.forEach(
        (name, rule) -> {
          long spoke = healthy.stream().filter(v -> !rule.apply(v).isEmpty()).count();
          long times = healthy.stream().mapToLong(v -> rule.apply(v).size()).sum();
          grid.row(
              List.of(
                  name,
                  spoke + "/" + healthy.size(),
                  checkpoints == 0
                      ? "–"
                      : String.format(Locale.ROOT, "%.1f", 1000.0 * times / checkpoints)));
        });
    return grid;
  }

  /** Runs without a fault that are not healthy all the same. */
  private Grid fallen() {
    Grid grid =
        new Grid(
            "Runs without a fault whose validation fell by .05; none counts as healthy",
            List.of("run", "fell at step", "first alert", "first alarm"));
    everything.stream()
        .filter(v -> v.faultless() && !v.healthy())
        .forEach(
            v ->
                grid.row(
                    List.of(
                        v.run().cell().name(),
                        v.firstFall().getAsLong(),
                        first(v.alerted(_ -> true)),
                        first(v.alerted(Verdict::alarms)))));
    return grid;
  }

  private static String first(NavigableSet<Long> steps) {
    return steps.isEmpty() ? "–" : steps.first().toString();
  }

  /** Validation before the fault, at the end, and where it fell. */
  Grid outcomes() {
    Grid grid =
        new Grid(
            "Validation of every run",
            List.of("run", "at step " + Cell.PREFIX, "at the end", "fell by .05 at step"));
    for (Verdict verdict : judged) {
      var scores = verdict.run().series().scores();
      grid.row(
          List.of(
              verdict.run().cell().name(),
              score(verdict, Cell.PREFIX),
              score(verdict, scores.getLast().step()),
              verdict.fall().isPresent() ? Long.toString(verdict.fall().getAsLong()) : "–"));
    }
    return grid;
  }

  private static String score(Verdict verdict, long step) {
    return verdict.run().series().scores().stream()
        .filter(row -> row.step() == step)
        .map(row -> String.format(Locale.ROOT, "%.3f", row.values().values().iterator().next()))
        .findFirst()
        .orElse("–");
  }
}
