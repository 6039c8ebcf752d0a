package io.github.alpharl.watch.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a series' own past foretells. */
class BaselineTest {

  /** A validation accuracy that reaches its ceiling. */
  private static final double[] CEILING = {
    .33, .38, .41, .48, .55, .62, .68, .76, .84, .89, .96, .98, .98, .98, .99, .99, .99, .99, .99, 1
  };

  private static double largest(Baseline baseline, double[] series) {
    double largest = 0;
    for (double value : series) {
      largest =
          Math.max(largest, baseline.next(value).map(Baseline.Surprise::expected).orElse(0.0));
    }
    return largest;
  }

  @Test
  void noShareAboveOneIsForetold() {
    assertThat(largest(new Baseline(0.01, true), CEILING)).isBetween(0.9, 1.0);
    assertThat(largest(new Baseline(0.01, false), CEILING)).isGreaterThan(1.05);
  }

  @Test
  void rewardsAboveOneAreNoShares() {
    double[] doubled = CEILING.clone();
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] *= 2;
    }
    assertThat(largest(new Baseline(0.01, true), doubled)).isGreaterThan(2.1);
  }

  @Test
  void aSmoothCurveThatTurnsIsNoSurprise() {
    Baseline baseline = new Baseline(0.005, false);
    double worst = 0;
    for (int look = 0; look < 40; look++) {
      double value = 0.5 + 0.05 * Math.sin(look / 12.0);
      Optional<Baseline.Surprise> surprise = baseline.next(value);
      worst = Math.max(worst, surprise.map(s -> Math.abs(s.z())).orElse(0.0));
    }
    assertThat(worst).isBetween(0.01, 2.0);
  }
}
