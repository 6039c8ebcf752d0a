package io.github.alpharl.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionTest {

  /** ⟨ΔW_s, ΔW_t⟩ of updates given as vectors. */
  private static double[][] gram(double[]... updates) {
    double[][] gram = new double[updates.length][updates.length];
    for (int s = 0; s < updates.length; s++) {
      for (int t = 0; t < updates.length; t++) {
        for (int i = 0; i < updates[s].length; i++) {
          gram[s][t] += updates[s][i] * updates[t][i];
        }
      }
    }
    return gram;
  }

  @Test
  void aStraightLine() {
    double[][] line = gram(new double[] {1, 2}, new double[] {2, 4}, new double[] {3, 6});
    Motion motion = Motion.of(List.<double[][]>of(line), true);
    assertThat(motion.cosine()).isCloseTo(1, within(1e-12));
    assertThat(motion.straightness()).isCloseTo(1, within(1e-12));
    assertThat(motion.velocity()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(motion.along()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aRightAngle() {
    double[][] angle = gram(new double[] {1, 0}, new double[] {1, 1});
    Motion motion = Motion.of(List.<double[][]>of(angle), true);
    assertThat(motion.cosine()).isCloseTo(0, within(1e-12));
    assertThat(motion.straightness()).isCloseTo(Math.sqrt(2) / 2, within(1e-12));
    assertThat(motion.along()).isCloseTo(Math.sqrt(0.5), within(1e-12));
    Motion two = Motion.of(List.<double[][]>of(angle, angle), true);
    assertThat(two.straightness())
        .as("modules add up")
        .isCloseTo(motion.straightness(), within(1e-12));
  }

  /** Of a drift and noise of its length, half the motion lasts. */
  @Test
  void theCosineIsTheShareOfTheMotionThatLasts() {
    int size = 4000;
    Random random = new Random(1);
    double[][] updates = new double[12][size];
    for (int t = 0; t < updates.length; t++) {
      for (int i = 0; i < size; i++) {
        double before = t == 0 ? 0 : updates[t - 1][i];
        updates[t][i] = before + (i % 2 == 0 ? 1 : -1) + random.nextGaussian();
      }
    }
    assertThat(Motion.of(List.<double[][]>of(gram(updates)), true).cosine())
        .isCloseTo(0.5, within(0.02));
    assertThat(Motion.of(List.<double[][]>of(gram(updates)), false).lastCosine())
        .isCloseTo(0.5, within(0.05));
  }

  @Test
  void oneMoveIsNoMotion() {
    double[][] one = gram(new double[] {1, 2}, new double[] {2, 4});
    assertThatThrownBy(() -> Motion.of(List.<double[][]>of(one), false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
