package io.github.alpharl.reproduce.watched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.Json;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.watch.channel.Channel;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import io.github.alpharl.watch.weight.WeightRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that go through series whose faults are known. */
class TraceTest {

  private static final List<Long> SEEDS = List.of(0L, 1L, 2L);

  @TempDir private Path folder;

  /** A run whose length, and attention's step, are 20 times as large from {@code fault} on. */
  private static RunSeries series(long seed, long fault) {
    Random random = new Random(seed);
    List<MetricRow> metrics = new ArrayList<>();
    List<WeightRow> weights = new ArrayList<>();
    List<MetricRow> scores = new ArrayList<>();
    for (long step = 1; step <= Cell.STEPS; step++) {
      double times = step < fault ? 1 : 20;
      double length = times * (20 + random.nextGaussian());
      metrics.add(
          new MetricRow(
              step,
              Map.of(Signal.LENGTH, length, Signal.ENTROPY, 0.5 + 0.01 * random.nextGaussian())));
      if (step % 2 == 0) {
        double move = times * (1 + 0.05 * random.nextGaussian());
        Map<WeightMeasure, Double> values = Map.of(WeightMeasure.ATTENTION_STEP, move);
        weights.add(new WeightRow(step, values, step, false, Double.NaN));
        double accuracy = step < fault + 6 ? 0.5 : 0.44;
        scores.add(new MetricRow(step, Map.of(Signal.VALIDATION, accuracy)));
      }
    }
    return new RunSeries(metrics, weights, scores, List.of());
  }

  private static KeptRuns.Kept run(long seed, String variant, long fault) {
    return new KeptRuns.Kept(new Cell("grpo", "faulty-facts", seed, variant), series(seed, fault));
  }

  @Test
  void standardDeviationsAreThoseOfTheNewestSixteenValues() {
    RunSeries series = series(3, Cell.PREFIX + 1);
    Trace trace = Trace.sigmas(series).get(Channel.LENGTH);
    double[] logs =
        series.metrics().stream()
            .mapToDouble(row -> Math.log(row.values().get(Signal.LENGTH)))
            .toArray();
    double mean = LongStream.range(6, 22).mapToDouble(i -> logs[(int) i]).average().orElseThrow();
    double squares =
        LongStream.range(6, 22).mapToDouble(i -> Math.pow(logs[(int) i] - mean, 2)).sum();
    double expected = Math.abs(logs[22] - mean) / Math.sqrt(squares / 15);
    assertThat(trace.looks().get(22).step()).isEqualTo(23);
    assertThat(trace.looks().get(22).suspicion()).isCloseTo(expected, within(1e-9));
    assertThat(trace.looks().subList(0, 8)).allMatch(look -> look.suspicion() == 0);
  }

  @Test
  void aSuspicionCrossesAThresholdOnceUntilItFallsBack() {
    Trace trace =
        new Trace(
            LongStream.range(0, 6)
                .mapToObj(
                    i -> new Trace.Look(i, List.of(0.0, 5.0, 6.0, 1.0, 7.0, 3.0).get((int) i)))
                .toList());
    assertThat(trace.crossings(4)).containsExactly(1L, 4L);
    assertThat(trace.crossings(7)).isEmpty();
    assertThat(trace.most()).isEqualTo(7);
  }

  @Test
  void aVerdictKnowsWhenTheFaultWasSeenAndWhenValidationFell() {
    Verdict verdict = Verdict.of(run(1, "length", Cell.PREFIX + 1));
    assertThat(verdict.fall()).hasValue(30);
    assertThat(Verdict.of(run(1, "healthy", 1000)).fall()).isEmpty();
    Map<Channel, Double> healthy =
        Trace.largest(List.of(Verdict.of(run(0, "healthy", 1000)).evidence()));
    assertThat(healthy.keySet())
        .isEqualTo(
            EnumSet.of(
                Channel.LENGTH, Channel.ENTROPY, Channel.ATTENTION_STEP, Channel.VALIDATION));
    assertThat(Verdict.crossings(verdict.evidence(), List.of(Channel.LENGTH), healthy))
        .contains(23L);
    assertThat(Verdict.crossings(verdict.evidence(), List.of(Channel.ATTENTION_STEP), healthy))
        .contains(24L);
    assertThat(verdict.lowEntropy()).containsExactly(1L);
    assertThat(verdict.alerted(Verdict::alarms)).allMatch(step -> step >= 23);
  }

  @Test
  void tablesCountRunsDelaysAndLeads() {
    String rows =
        new WatchTables(
                List.of(
                    run(0, "healthy", 1000),
                    run(1, "healthy", 1000),
                    run(1, "length", Cell.PREFIX + 1),
                    run(2, "length", Cell.PREFIX + 1)))
            .grids()
            .get(3)
            .markdown();
    assertThat(rows).contains("| step sizes | 2/2; 2, 6 |").contains("| entropy < 1 | 0/2 |");
  }

  @Test
  void aRunThatFallsWithoutAFaultIsNotHealthy() {
    KeptRuns.Kept fallen = run(1, "healthy-double-rate", Cell.PREFIX + 1);
    assertThat(Verdict.of(fallen).firstFall()).hasValue(30);
    assertThat(Verdict.of(fallen).healthy()).isFalse();
    List<Grid> grids = new WatchTables(List.of(run(0, "healthy", 1000), fallen)).grids();
    assertThat(grids.get(1).markdown()).contains(": 1 healthy runs, 21 checkpoints");
    assertThat(grids.get(2).markdown())
        .contains("| grpo-faulty-facts-1-healthy-double-rate | 30 |");
  }

  @Test
  void aSeriesOfAnotherNameIsRefusedNotLeftOut() throws IOException {
    KeptRuns kept = new KeptRuns(folder);
    KeptRuns.Kept run = run(1, "length", Cell.PREFIX + 1);
    kept.keep(run.cell(), run.series());
    Path file = folder.resolve(run.cell().name() + ".json");
    Files.writeString(file, Files.readString(file).replace("NORM_SHARE", "ENERGY_SHARE"));
    assertThatThrownBy(() -> kept.of(run.cell()))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("ENERGY_SHARE");
  }

  @Test
  void aGuardedRunStandsBesideTheSameRunWithoutOne() {
    KeptRuns.Kept plain = run(1, "length", Cell.PREFIX + 1);
    Cell cell = new Cell("grpo", "faulty-facts", 1, "length-guarded");
    assertThat(cell.unguarded()).isEqualTo(plain.cell());
    assertThat(cell.fault()).isEqualTo(plain.cell().fault());
    assertThat(cell.branches() && cell.isGuarded()).isTrue();
    RunSeries healthy = series(1, 1000);
    RunSeries seen =
        new RunSeries(
            healthy.metrics(),
            healthy.weights(),
            healthy.scores(),
            List.of(),
            List.of(Json.object().put("step", 26).put("to", 22)));
    assertThat(RunSeries.of(seen.json()).interventions()).isEqualTo(seen.interventions());
    KeptRuns.Kept guarded = new KeptRuns.Kept(cell, seen);
    assertThat(new GuardTable(List.of(guarded), List.of(plain)).grid().markdown())
        .contains("| length | 1 | 0.500 | 0.440 | 0.500 | 0.440 | 0.500 | 26→22 |");
    assertThat(new GuardTable(List.of(guarded), List.of()).grid().markdown())
        .doesNotContain("length");
    assertThat(Cell.guarded(SEEDS)).hasSize(3 * 13).allMatch(Cell::isGuarded);
    assertThat(Cell.all(SEEDS))
        .containsAll(Cell.guarded(SEEDS).stream().map(Cell::unguarded).toList());
  }

  @Test
  void whatIsKeptIsWhatWasSeen() {
    KeptRuns kept = new KeptRuns(folder);
    KeptRuns.Kept run = run(1, "length", Cell.PREFIX + 1);
    assertThat(kept.has(run.cell())).isFalse();
    kept.keep(run.cell(), run.series());
    RunSeries read = kept.of(run.cell()).orElseThrow().series();
    assertThat(read.json()).isEqualTo(run.series().json());
    assertThat(RunSeries.of(read.json())).isEqualTo(read);
    assertThat(kept.lines(Cell.all(List.of(0L)))).isEmpty();
  }

  @Test
  void everyRunHasANameOfItsOwn() {
    List<Cell> cells = Cell.all(SEEDS);
    assertThat(cells).hasSize(4 * 2 * 3 * 16);
    assertThat(cells.stream().map(Cell::name)).doesNotHaveDuplicates();
  }
}
