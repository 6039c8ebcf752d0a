package io.github.alpharl.eval.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OverSeedsTest {

  @Test
  void meanErrorAndStudentsIntervalOfThreeRuns() {
    OverSeeds found = OverSeeds.of(new double[] {0.90, 0.92, 0.97});
    // deviations −.03, −.01, .04: variance .0026/2, error √(.0013/3)
    double error = Math.sqrt(0.0013 / 3);
    assertThat(found.runs()).isEqualTo(3);
    assertThat(found.mean()).isCloseTo(0.93, within(1e-12));
    assertThat(found.standardError()).isCloseTo(error, within(1e-12));
    assertThat(found.high() - found.mean()).isCloseTo(4.302652729911 * error, within(1e-9));
    assertThat(found.mean() - found.low()).isCloseTo(4.302652729911 * error, within(1e-9));
  }

  @Test
  void oneRunHasNoErrorAndNoneHasNothing() {
    OverSeeds one = OverSeeds.of(new double[] {0.5});
    assertThat(one.mean()).isEqualTo(0.5);
    assertThat(one.standardError()).isNaN();
    assertThat(one.low()).isNaN();
    assertThat(OverSeeds.of(new double[0]).mean()).isNaN();
    assertThat(OverSeeds.of(new double[0]).runs()).isZero();
  }

  @Test
  void equalRunsHaveAnErrorOfZero() {
    OverSeeds found = OverSeeds.of(new double[] {1, 1, 1});
    assertThat(found.standardError()).isZero();
    assertThat(found.low()).isEqualTo(1);
  }

  @Test
  void whatIsRetained() {
    Retained kept = new Retained(0.8, 0.4, 0.9);
    assertThat(kept.accuracy()).isCloseTo(0.8 / 0.9, within(1e-12));
    assertThat(kept.gain()).isCloseTo(0.8, within(1e-12));
    assertThat(new Retained(0.4, 0.4, 0.4).gain()).isNaN();
    assertThat(new Retained(0, 0, 0).accuracy()).isNaN();
    assertThat(new Retained(Double.NaN, 0.4, 0.9).gain()).isNaN();
    assertThat(new Retained(0.5, 0.4, Double.NaN).gain()).isNaN();
  }
}
