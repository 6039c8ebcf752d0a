package io.github.alpharl.lab.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvantageTest {

  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  private static Rewards rewards(int group, double[] totals, int... lengths) {
    double[][] perToken = new double[totals.length][];
    for (int i = 0; i < totals.length; i++) {
      perToken[i] = new double[lengths[i]];
    }
    return new Rewards(group, totals, perToken, null, 1, 1);
  }

  @Test
  void grpoNormalisesByTheUnbiasedDeviation() {
    double[][] a = Advantage.GRPO.of(rewards(4, new double[] {1, 0, 0, 1}, 2, 1, 3, 1));
    double expected = 0.5 / (Math.sqrt(1.0 / 3) + 1e-6);
    assertThat(a[0]).containsExactly(new double[] {expected, expected}, EXACT);
    assertThat(a[1]).containsExactly(new double[] {-expected}, EXACT);
    assertThat(a[2]).hasSize(3);
  }

  @Test
  void grpoOfOneKeepsTheReward() {
    assertThat(Advantage.GRPO.of(rewards(1, new double[] {1}, 1))[0][0])
        .isCloseTo(1, Offset.offset(2e-6));
  }

  @Test
  void rlooSubtractsTheMeanOfTheOthers() {
    double[][] a = Advantage.RLOO.of(rewards(4, new double[] {1, 0, 0, 1}, 1, 1, 1, 1));
    assertThat(a[0][0]).isCloseTo(1 - 1.0 / 3, EXACT);
    assertThat(a[1][0]).isCloseTo(-2.0 / 3, EXACT);
    assertThat(Advantage.RLOO.of(rewards(1, new double[] {1}, 1))[0][0]).isZero();
  }

  @Test
  void drGrpoOnlyCentres() {
    double[][] a = Advantage.DR_GRPO.of(rewards(2, new double[] {1, 0, 5, 7}, 1, 1, 1, 1));
    assertThat(a).isDeepEqualTo(new double[][] {{0.5}, {-0.5}, {-1}, {1}});
  }

  @Test
  void uniformGroupsTeachNothing() {
    for (Advantage rule : new Advantage[] {Advantage.GRPO, Advantage.DR_GRPO, Advantage.RLOO}) {
      for (double reward : new double[] {0, 1}) {
        double[] same = {reward, reward, reward};
        assertThat(rule.of(rewards(3, same, 1, 2, 1)))
            .isDeepEqualTo(new double[][] {{0}, {0, 0}, {0}});
      }
    }
  }

  @Test
  void reinforcePlusPlusWhitensTheReturns() {
    double[][] perToken = {{0, 0}, {0}};
    Rewards rewards = new Rewards(1, new double[] {1, 0}, perToken, null, 0.5, 1);
    // returns 0.5, 1 and 0: mean 0.5, unbiased variance 0.25
    double[][] a = Advantage.REINFORCE_PLUS_PLUS.of(rewards);
    double scale = 1 / Math.sqrt(0.25 + 1e-8);
    assertThat(a[0]).containsExactly(new double[] {0, 0.5 * scale}, EXACT);
    assertThat(a[1]).containsExactly(new double[] {-0.5 * scale}, EXACT);
  }

  @Test
  void gaeByHand() {
    double[][] values = {{0.2, 0.4, 0.6}};
    Rewards rewards =
        new Rewards(1, new double[] {1}, new double[][] {{0, -0.1, 0}}, values, 0.9, 0.5);
    double d2 = 1 - 0.6;
    double d1 = -0.1 + 0.9 * 0.6 - 0.4;
    double d0 = 0.9 * 0.4 - 0.2;
    double a1 = d1 + 0.45 * d2;
    assertThat(rewards.gae()[0]).containsExactly(new double[] {d0 + 0.45 * a1, a1, d2}, EXACT);
  }

  @Test
  void gaeWithoutDiscountIsRewardMinusValue() {
    double[][] values = {{0.3, 0.8}, {0.1, 0.0}};
    Rewards rewards = new Rewards(2, new double[] {1, 0}, new double[2][2], values, 1, 1);
    assertThat(rewards.gae()[0]).containsExactly(new double[] {0.7, 0.2}, EXACT);
    assertThat(rewards.gae()[1]).containsExactly(new double[] {-0.1, 0}, EXACT);
  }

  @Test
  void whiteningNeedsTwoTokens() {
    assertThatThrownBy(() -> Advantage.REINFORCE_PLUS_PLUS.of(rewards(1, new double[] {1}, 1)))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("at least 2 tokens, this batch has 1");
  }

  /** The definitions as loops, without any shortcut, on random groups. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithPlainLoops(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = random.nextInt(2, 9);
    int groups = random.nextInt(1, 7);
    double[] totals = random.doubles((long) size * groups, -1, 2).toArray();
    int[] lengths = random.ints((long) size * groups, 1, 6).toArray();
    Rewards rewards = rewards(size, totals, lengths);
    double[][] rloo = Advantage.RLOO.of(rewards);
    double[][] grpo = Advantage.GRPO.of(rewards);
    for (int i = 0; i < totals.length; i++) {
      int from = i / size * size;
      double others = 0;
      double mean = 0;
      for (int j = from; j < from + size; j++) {
        others += j == i ? 0 : totals[j] / (size - 1);
        mean += totals[j] / size;
      }
      double variance = 0;
      for (int j = from; j < from + size; j++) {
        variance += Math.pow(totals[j] - mean, 2) / (size - 1);
      }
      for (int t = 0; t < lengths[i]; t++) {
        assertThat(rloo[i][t]).isCloseTo(totals[i] - others, EXACT);
        assertThat(grpo[i][t])
            .isCloseTo((totals[i] - mean) / (Math.sqrt(variance) + 1e-6), Offset.offset(1e-9));
      }
    }
  }
}
