package io.github.alpharl.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairedEvidenceTest {

  /** 2·∫ (2q)^w (2(1 − q))^l dq over [½, 1] by the midpoint rule. */
  private static double integral(int wins, int losses) {
    int parts = 20_000;
    double sum = 0;
    for (int i = 0; i < parts; i++) {
      double q = 0.5 + 0.5 * (i + 0.5) / parts;
      sum += Math.pow(2 * q, wins) * Math.pow(2 * (1 - q), losses) / parts;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 1", "7, 0", "12, 1", "10, 10", "3, 9", "60, 40"})
  void theEvidenceIsTheIntegral(int wins, int losses) {
    assertThat(PairedEvidence.log(wins, losses))
        .isCloseTo(Math.log(integral(wins, losses)), within(1e-5));
  }

  @Test
  void largeCountsStayFinite() {
    assertThat(PairedEvidence.log(60_000, 40_000)).isBetween(1000.0, 1e5);
    assertThat(PairedEvidence.log(40_000, 60_000)).as("a bet that is lost").isLessThan(-5);
  }

  /** Looked at after every problem, equal models ever reach 1/α no more often than α. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2})
  void lookingAllTheTimeKeepsTheErrorRate(double error) {
    int reached = 0;
    int runs = 500;
    for (long seed = 0; seed < runs; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int wins = 0;
      boolean once = false;
      for (int n = 1; n <= 200 && !once; n++) {
        wins += random.nextBoolean() ? 1 : 0;
        once = PairedEvidence.log(wins, n - wins) >= -Math.log(error);
      }
      reached += once ? 1 : 0;
    }
    double deviation = Math.sqrt(error * (1 - error) / runs);
    assertThat((double) reached / runs).isBetween(0.1 * error, error + 3 * deviation);
  }
}
