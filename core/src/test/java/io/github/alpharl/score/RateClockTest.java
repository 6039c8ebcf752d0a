package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateClockTest {

  private static final double PEAK = 3e-5;
  private static final int WARM = 10;
  private static final long PLANNED = 200;

  /** Rates of step 1, 2, … as transformers' schedulers make them. */
  @SuppressWarnings("ImmutableEnumChecker") // a function of a step holds nothing
  enum Schedule {
    CONSTANT(t -> PEAK),
    WARM_CONSTANT(t -> PEAK * Math.min(1, (t - 1.0) / WARM)),
    LINEAR(t -> PEAK * Math.max(0, 1 - (t - 1.0) / PLANNED)),
    WARM_LINEAR(
        t ->
            t - 1 < WARM
                ? PEAK * (t - 1) / WARM
                : PEAK * Math.max(0, (PLANNED - t + 1.0) / (PLANNED - WARM))),
    COSINE(
        t ->
            t - 1 < WARM
                ? PEAK * (t - 1) / WARM
                : PEAK
                    * 0.5
                    * (1 + Math.cos(Math.PI * Math.min(1, (t - 1.0 - WARM) / (PLANNED - WARM))))),
    COSINE_WITH_FLOOR(
        t -> PEAK * (0.1 + 0.45 * (1 + Math.cos(Math.PI * Math.min(1, t / (double) PLANNED)))));

    private final LongToDoubleFunction rate;

    Schedule(LongToDoubleFunction rate) {
      this.rate = rate;
    }

    private double sum(long to) {
      return LongStream.rangeClosed(1, to).mapToDouble(rate).sum();
    }
  }

  private static Curve curve(LongToDoubleFunction rate, long to, int every) {
    long[] steps = LongStream.rangeClosed(1, to / every).map(i -> i * every).toArray();
    return new Curve("lr", steps, LongStream.of(steps).mapToDouble(rate).toArray());
  }

  private static RateClock clock(LongToDoubleFunction rate, long to, int every) {
    return RateClock.of(curve(rate, to, every), OptionalLong.of(PLANNED)).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void goesOnAsTheScheduleDoes(Schedule schedule) {
    RateClock clock = clock(schedule.rate, 80, 1);
    for (long step : List.of(0L, 1L, 37L, 80L, 81L, 150L, 200L)) {
      assertThat(clock.at(step))
          .as("step %d", step)
          .isCloseTo(schedule.sum(step), within(1e-9 + 1e-7 * schedule.sum(200)));
    }
    assertThat(clock.continuation()).isPresent();
    assertThat(clock.isEven()).isEqualTo(schedule == Schedule.CONSTANT);
  }

  @Test
  void goesOnInSinglePrecision() {
    RateClock clock = clock(t -> (float) Schedule.LINEAR.rate.applyAsDouble(t), 80, 1);
    assertThat(clock.at(200)).isCloseTo(Schedule.LINEAR.sum(200), within(1e-8));
    assertThat(clock.at(1000)).isEqualTo(clock.at(300)); // the rate is zero there
  }

  @Test
  void fillsTheStepsBetweenLoggedOnes() {
    RateClock clock = clock(Schedule.LINEAR.rate, 80, 10);
    double first = 10 * Schedule.LINEAR.rate.applyAsDouble(10); // steps 1 to 10 count as the 10th
    double missing = Schedule.LINEAR.sum(10) - first;
    for (long step : List.of(10L, 13L, 40L, 79L, 80L, 120L)) {
      assertThat(clock.at(step)).isCloseTo(Schedule.LINEAR.sum(step) - missing, within(1e-12));
    }
    assertThat(clock.at(List.of(5L))).containsExactly(first / 2);
  }

  @Test
  void saysWhereItDoesNotReach() {
    LongToDoubleFunction rising = t -> PEAK * t / PLANNED;
    RateClock clock = clock(rising, 80, 1);
    assertThat(clock.reaches(80)).isTrue();
    assertThat(clock.reaches(81)).isFalse();
    assertThat(clock.continuation()).isEmpty();
    assertThatThrownBy(() -> clock.at(List.of(80L, 90L)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("known up to step 80")
        .hasMessageContaining("step 90 has no place on its clock");
    Curve cosine = curve(Schedule.COSINE.rate, 80, 1);
    assertThat(RateClock.of(cosine, OptionalLong.empty()).orElseThrow().reaches(81)).isFalse();
    LongToDoubleFunction jumping = t -> t % 2 == 0 ? PEAK : PEAK / 2;
    assertThat(clock(jumping, 80, 1).reaches(81)).isFalse();
  }

  @Test
  void isNoClockWithoutRates() {
    assertThat(RateClock.of(curve(t -> 0, 10, 1), OptionalLong.empty())).isEmpty();
    assertThat(RateClock.of(curve(t -> t == 3 ? -1 : 1, 10, 1), OptionalLong.empty())).isEmpty();
    assertThat(RateClock.of(curve(t -> 1, 0, 1), OptionalLong.empty())).isEqualTo(Optional.empty());
  }
}
