package io.github.alpharl.watch.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise of the detectors, measured on series that are healthy by construction. */
class RunLengthTest {

  private static final int LOOKS = 200;
  private static final int RUNS = 40;

  /** Series without a change. */
  enum Healthy {
    NORMAL,
    HEAVY_TAILS,
    CORRELATED,
    RANDOM_WALK,
    TREND,
    SATURATING,
    SKEWED;

    DoubleSupplier series(Random random) {
      double[] state = {0, 0};
      return switch (this) {
        case NORMAL -> random::nextGaussian;
        case HEAVY_TAILS -> () -> student(random);
        case CORRELATED -> () -> state[0] = 0.5 * state[0] + random.nextGaussian();
        case RANDOM_WALK -> () -> state[0] += random.nextGaussian();
        case TREND -> () -> 0.05 * state[0]++ + random.nextGaussian();
        case SATURATING ->
            () -> 20 * (1 - Math.exp(-(state[0]++ % 200) / 60)) + random.nextGaussian();
        case SKEWED -> () -> Math.log(-Math.log(random.nextDouble()));
      };
    }

    private static double student(Random random) {
      double squares = 0;
      for (int i = 0; i < 3; i++) {
        double normal = random.nextGaussian();
        squares += normal * normal;
      }
      return random.nextGaussian() / Math.sqrt(squares / 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theAverageRunLengthOfHealthySeriesIsAtLeastTheStatedOne(Healthy kind) {
    Budget budget = new Budget(100, 1);
    Map<Side, Integer> alarms = alarms(kind, budget);
    assertThat(Collections.max(alarms.values()))
        .as("by side: %s", alarms)
        .isLessThanOrEqualTo(RUNS * LOOKS / 100);
  }

  /** Runs that each start without a past; false alarms by side. */
  private static Map<Side, Integer> alarms(Healthy kind, Budget budget) {
    Random random = new Random(kind.name().length());
    Map<Side, Integer> alarms = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      alarms.put(side, 0);
    }
    for (int run = 0; run < RUNS; run++) {
      DoubleSupplier series = kind.series(random);
      Baseline baseline = new Baseline(0, false);
      Map<Side, EDetector> detectors = new EnumMap<>(Side.class);
      for (Side side : Side.values()) {
        detectors.put(side, new EDetector());
      }
      for (int look = 0; look < LOOKS; look++) {
        Optional<Baseline.Surprise> surprise = baseline.next(series.getAsDouble());
        for (Side side : surprise.isPresent() ? Side.values() : new Side[0]) {
          EDetector detector = detectors.get(side);
          detector.next(surprise.get().p(side), look);
          if (detector.evidence() >= budget.threshold()) {
            alarms.merge(side, 1, Integer::sum);
            detector.reset();
          }
        }
      }
    }
    return alarms;
  }

  @Test
  void uniformPValuesKeepTheirRunLength() {
    Random random = new Random(7);
    EDetector detector = new EDetector();
    int alarms = 0;
    for (int look = 0; look < 500_000; look++) {
      detector.next(random.nextDouble(), look);
      if (detector.evidence() >= 1000) {
        alarms++;
        detector.reset();
      }
    }
    assertThat(alarms).isBetween(1, 500);
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "CORRELATED", "TREND", "SATURATING"})
  void aShiftOfTenDeviationsIsFoundWithinTenLooks(Healthy kind) {
    int found = 0;
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      DoubleSupplier series = kind.series(random);
      Baseline baseline = new Baseline(0, false);
      EDetector detector = new EDetector();
      boolean spoke = false;
      for (int look = 0; look < 70; look++) {
        double value = series.getAsDouble() - (look >= 60 ? 10 : 0);
        Optional<Baseline.Surprise> surprise = baseline.next(value);
        if (surprise.isPresent()) {
          detector.next(surprise.get().p(Side.BELOW), look);
        }
        if (look < 60 && detector.evidence() >= 17_000) detector.reset();
        spoke |= look >= 60 && detector.evidence() >= 17_000;
      }
      found += spoke ? 1 : 0;
    }
    assertThat(found).isGreaterThan(40);
  }
}
