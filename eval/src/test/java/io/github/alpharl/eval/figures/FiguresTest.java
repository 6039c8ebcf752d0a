package io.github.alpharl.eval.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.race.Estimate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  private static Outcome outcome(boolean right, String answer) {
    return new Outcome(right, !answer.isEmpty(), Ending.COMPLETE, 10, answer);
  }

  /** Every subset of k samples, counted. */
  private static double byCounting(int n, int c, int k) {
    int all = 0;
    int some = 0;
    for (int subset = 0; subset < 1 << n; subset++) {
      if (Integer.bitCount(subset) == k) {
        all++;
        some += (subset & ((1 << c) - 1)) != 0 ? 1 : 0;
      }
    }
    return (double) some / all;
  }

  @Test
  void passAtKIsTheShareOfSubsetsWithARightSample() {
    for (int n = 1; n <= 9; n++) {
      for (int c = 0; c <= n; c++) {
        for (int k = 1; k <= n; k++) {
          assertThat(PassAtK.estimate(n, c, k)).isCloseTo(byCounting(n, c, k), within(1e-12));
        }
      }
    }
  }

  @Test
  void passAtKOfManySamplesStaysFinite() {
    assertThat(PassAtK.estimate(100_000, 1, 50_000)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void passAtKNeedsAsManySamples() {
    assertThatThrownBy(() -> PassAtK.estimate(4, 2, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void averageCountsSamplesAndItsErrorCountsProblems() {
    var half = List.of(outcome(true, "1"), outcome(false, "2"));
    var all = List.of(outcome(true, "1"), outcome(true, "1"));
    var none = List.of(outcome(false, "3"), outcome(false, ""));
    Figures figures = Figures.of(List.of(half, all, none));
    assertThat(figures.average().value()).isEqualTo(0.5);
    assertThat(figures.average().standardError()).isCloseTo(0.5 / Math.sqrt(3), within(1e-12));
    assertThat(figures.passAt().get(2).value()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(figures.majority().value()).isCloseTo(0.5, within(1e-12));
    assertThat(figures.unparsable()).isCloseTo(1.0 / 6, within(1e-12));
    assertThat(figures.meanTokens()).isEqualTo(10);
  }

  /** t(0.975, 4) = 2.776445 (tables). */
  @Test
  void theIntervalIsStudents() {
    Estimate e = Estimate.of(new double[] {0.2, 0.4, 0.5, 0.6, 0.8});
    double error = Math.sqrt(0.05 / 5);
    assertThat(e.standardError()).isCloseTo(error, within(1e-12));
    assertThat(e.high() - e.value()).isCloseTo(2.776445 * error, within(1e-6));
  }

  /** Wilson for 0 of 30: upper end z²/(n + z²) = 0.113513. */
  @Test
  void noRightAnswerStillHasAnInterval() {
    Estimate e = Estimate.of(new double[30]);
    assertThat(e.low()).isZero();
    assertThat(e.high()).isCloseTo(0.113513, within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({"3,2,1", "2,3,0", "2,2,0.5"})
  void theMajorityWinsAndTiesAreShared(int right, int wrong, double credit) {
    var samples = new ArrayList<Outcome>();
    for (int i = 0; i < right; i++) {
      samples.add(outcome(true, "5"));
    }
    for (int i = 0; i < wrong; i++) {
      samples.add(outcome(false, "6"));
    }
    samples.add(outcome(false, ""));
    assertThat(Majority.credit(samples)).isEqualTo(credit);
  }

  @Test
  void differentNumbersOfSamplesAreRefused() {
    var one = List.of(outcome(true, "1"));
    var two = List.of(outcome(true, "1"), outcome(true, "1"));
    assertThatThrownBy(() -> Figures.of(List.of(one, two))).isInstanceOf(BadDataException.class);
  }
}
