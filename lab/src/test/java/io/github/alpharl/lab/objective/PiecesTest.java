package io.github.alpharl.lab.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.TestModels;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.torch.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every small piece on hand-computed cases. */
class PiecesTest {

  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  @BeforeAll
  static void load() {
    TestModels.DOUBLE.load();
  }

  @Test
  void aggregationsByHand() {
    int[] lengths = {2, 4};
    assertThat(Aggregation.TOKEN_MEAN.weights(lengths, 10)).containsExactly(1 / 6.0, 1 / 6.0);
    assertThat(Aggregation.SEQUENCE_MEAN_TOKEN_MEAN.weights(lengths, 10))
        .containsExactly(1 / 4.0, 1 / 8.0);
    assertThat(Aggregation.SEQUENCE_MEAN_TOKEN_SUM.weights(lengths, 10))
        .containsExactly(1 / 2.0, 1 / 2.0);
    assertThat(Aggregation.SEQUENCE_MEAN_TOKEN_SUM_NORM.weights(lengths, 10))
        .containsExactly(1 / 20.0, 1 / 20.0);
  }

  @Test
  void emptyAnswersAreNotCounted() {
    assertThat(Aggregation.SEQUENCE_MEAN_TOKEN_MEAN.weights(new int[] {0, 5}, 10))
        .containsExactly(0, 1 / 5.0);
  }

  @Test
  void klEstimatorsByHand() {
    double d = -1.5 - -1.0;
    assertThat(KlEstimator.K1.of(-1.0, -1.5)).isEqualTo(0.5);
    assertThat(KlEstimator.K2.of(-1.0, -1.5)).isEqualTo(0.125);
    assertThat(KlEstimator.K3.of(-1.0, -1.5)).isCloseTo(Math.exp(d) - d - 1, EXACT);
    assertThat(KlEstimator.K3.of(-30, 0)).isEqualTo(10);
    assertThat(KlEstimator.K1.of(0, -30)).isEqualTo(20);
  }

  @Test
  void klEstimatorsAgreeOnTensors() {
    try (PointerScope _ = new PointerScope()) {
      for (KlEstimator kl : KlEstimator.values()) {
        double[] found = Tensors.doubles(kl.of(tensor(-1, -3, -0.1), tensor(-1.5, -1, -25)));
        assertThat(found)
            .containsExactly(
                new double[] {kl.of(-1, -1.5), kl.of(-3, -1), kl.of(-0.1, -25)}, EXACT);
      }
    }
  }

  private static Tensor tensor(double... values) {
    return Tensors.of(TestModels.DOUBLE, values, values.length);
  }

  private static double[] losses(PolicyLoss loss, double[] ratios, double[] advantages) {
    double[] logs = java.util.Arrays.stream(ratios).map(Math::log).toArray();
    double[] rows = new double[ratios.length];
    try (PointerScope _ = new PointerScope()) {
      PolicyLoss.Inputs in =
          new PolicyLoss.Inputs(
              tensor(logs),
              tensor(rows),
              tensor(advantages),
              Tensors.of(TestModels.DOUBLE, new long[ratios.length], ratios.length),
              tensor(java.util.Arrays.stream(rows).map(_ -> ratios.length).toArray()),
              1);
      return Tensors.doubles(loss.of(in).loss());
    }
  }

  @Test
  void clippedLossByHand() {
    PolicyLoss loss = new PolicyLoss.Clipped(0.2, 0.28, 3);
    assertThat(losses(loss, new double[] {1.5, 0.5, 1.5, 0.5, 9}, new double[] {1, 1, -1, -1, -2}))
        .containsExactly(new double[] {-1.28, -0.5, 1.5, 0.8, 6}, EXACT);
  }

  @Test
  void cispoKeepsTheGradientButBoundsTheWeight() {
    PolicyLoss loss = new PolicyLoss.Cispo(1, 0.28);
    assertThat(losses(loss, new double[] {2, 0.5}, new double[] {1, 1}))
        .containsExactly(new double[] {-1.28 * Math.log(2), -0.5 * Math.log(0.5)}, EXACT);
  }

  @Test
  void gspoUsesTheGeometricMeanOfTheAnswer() {
    PolicyLoss loss = new PolicyLoss.SequenceClipped(10, 10);
    double s = Math.sqrt(2 * 0.9);
    assertThat(losses(loss, new double[] {2, 0.9}, new double[] {1, 1}))
        .containsExactly(new double[] {-s, -s}, EXACT);
    PolicyLoss tight = new PolicyLoss.SequenceClipped(3e-4, 4e-4);
    assertThat(losses(tight, new double[] {2, 0.9}, new double[] {1, 1}))
        .containsExactly(new double[] {-1.0004, -1.0004}, EXACT);
  }

  @Test
  void hugeRatiosStayFinite() {
    PolicyLoss loss = new PolicyLoss.Clipped(0.2, 0.2, 3);
    assertThat(losses(loss, new double[] {1e300}, new double[] {-1})).containsExactly(3);
  }

  @Test
  void overlongAnswersArePunishedLinearly() {
    OverlongShaping shaping = new OverlongShaping(20, 4, 1);
    assertThat(shaping.of(16)).isZero();
    assertThat(shaping.of(10)).isZero();
    assertThat(shaping.of(18)).isEqualTo(-0.5);
    assertThat(shaping.of(20)).isEqualTo(-1);
    assertThatThrownBy(() -> new OverlongShaping(20, 21, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("overlongBuffer");
  }

  @Test
  void scheduleWarmsUpAndFalls() {
    Schedule schedule = new Schedule(1, 10, Schedule.Shape.COSINE, 110);
    assertThat(schedule.at(5)).isEqualTo(0.5);
    assertThat(schedule.at(10)).isEqualTo(1);
    assertThat(schedule.at(60)).isCloseTo(0.55, EXACT);
    assertThat(schedule.at(110)).isCloseTo(0.1, EXACT);
    assertThat(new Schedule(1, 0, Schedule.Shape.CONSTANT, 5).at(3)).isEqualTo(1);
  }

  @Test
  void adamwByHand() {
    Parameters parameters = new Parameters();
    try (PointerScope _ = new PointerScope()) {
      Tensor leaf = tensor(1, -2);
      parameters.add("w", leaf);
      leaf.mul(tensor(3, 0.5)).sum().backward();
      try (Optimizer optimizer =
          new Optimizer(parameters, new Optimizer.Settings(Optimizer.Rule.ADAMW, 0.9, 0.99, 0.1))) {
        optimizer.step(0.01, 1, 1);
      }
      // the first step of Adam has the size of the rate, whatever the gradient
      assertThat(Tensors.doubles(leaf))
          .containsExactly(new double[] {1 * 0.999 - 0.01, -2 * 0.999 - 0.01}, within(1e-9));
    }
  }

  @Test
  void sgdByHand() {
    Parameters parameters = new Parameters();
    try (PointerScope _ = new PointerScope()) {
      Tensor leaf = tensor(1, -2);
      parameters.add("w", leaf);
      leaf.mul(tensor(3, 0.5)).sum().backward();
      try (Optimizer optimizer =
          new Optimizer(parameters, new Optimizer.Settings(Optimizer.Rule.SGD, 0, 0, 0))) {
        optimizer.step(0.1, 0.5, 1);
      }
      assertThat(Tensors.doubles(leaf)).containsExactly(new double[] {0.85, -2.025}, EXACT);
      assertThat(parameters.gradientNorm()).isCloseTo(Math.hypot(3, 0.5), EXACT);
    }
  }

  @Test
  void namesAreKnownOrListed() {
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(Algorithm.named(algorithm.toString())).isEqualTo(algorithm);
    }
    assertThatThrownBy(() -> Algorithm.named("a2c"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "known are dapo, grpo, rloo, dr-grpo, ppo, reinforce++, gspo, cispo, sft, distill,"
                + " on-policy-distill, dpo");
  }
}
