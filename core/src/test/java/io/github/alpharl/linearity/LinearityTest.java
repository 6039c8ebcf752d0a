package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Randoms;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.failure.BadDataException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LinearityTest {

  @Test
  void aFrozenModuleIsUndefinedNotNaN() {
    Rank1Factor zero = new Rank1Factor(new float[4], new float[3], 0, 0);
    ModuleTrajectory frozen =
        new ModuleTrajectory("m", List.of(1L, 2L, 3L), List.of(zero, zero, zero));
    assertThat(Linearity.of(frozen, new double[] {0.1, 0.2, 0.3}))
        .isEqualTo(
            new Linearity(
                "m", 3, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty()));
  }

  @Test
  void aConstantScoreLeavesTheStepsDefined() {
    Random random = new Random(1);
    ModuleTrajectory moving =
        new ModuleTrajectory(
            "m",
            List.of(1L, 2L, 4L),
            LongStream.range(0, 3).mapToObj(i -> Randoms.factor(random, 6, 3, 1)).toList());
    Linearity found = Linearity.of(moving, new double[] {0.5, 0.5, 0.5});
    assertThat(found.r2()).isEmpty();
    assertThat(found.q2()).isEmpty();
    assertThat(found.r2Step()).isPresent();
  }

  @Test
  void averagesAndHeatmapLeaveOutWhatIsUndefined() {
    LinearityTable table =
        new LinearityTable(
            List.of(
                linearity("model.layers.10.mlp.up_proj.weight", OptionalDouble.of(0.5)),
                linearity("model.layers.2.self_attn.q_proj.weight", OptionalDouble.of(1)),
                linearity("model.layers.2.mlp.up_proj.weight", OptionalDouble.empty()),
                linearity("lm_head.weight", OptionalDouble.of(0.75))));
    assertThat(table.meanR2()).hasValueCloseTo(0.75, within(1e-15));
    assertThat(table.meanQ2()).isEmpty();
    assertThat(table.undefined()).isEqualTo(1);
    Heatmap map = table.heatmap();
    assertThat(map.layers()).containsExactly(2, 10);
    assertThat(map.kinds()).containsExactly("mlp.up_proj", "self_attn.q_proj");
    assertThat(map.at(10, "mlp.up_proj")).hasValue(0.5);
    assertThat(map.at(2, "self_attn.q_proj")).hasValue(1);
    assertThat(map.at(2, "mlp.up_proj")).isEmpty();
    assertThat(map.at(10, "self_attn.q_proj")).isEmpty();
  }

  @Test
  void refusesFactorsOfUnequalShape() {
    Random random = new Random(1);
    List<Rank1Factor> factors =
        List.of(Randoms.factor(random, 4, 3, 1), Randoms.factor(random, 5, 3, 1));
    assertThatThrownBy(() -> new ModuleTrajectory("m", List.of(1L, 2L), factors))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "m: the update of step 1 is 4 × 3 but that of step 2 is 5 × 3; decompose the run"
                + " again");
  }

  private static Linearity linearity(String name, OptionalDouble r2) {
    return new Linearity(name, 5, r2, OptionalDouble.empty(), OptionalDouble.empty());
  }
}
