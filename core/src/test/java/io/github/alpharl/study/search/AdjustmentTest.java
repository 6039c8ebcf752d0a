package io.github.alpharl.study.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.update.Update;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdjustmentTest {

  private static final Adjustment ALL =
      new Adjustment(2, 3, List.of(5.0, 7.0, 11.0), 0.1, 0.01, 0.001);

  private static ModuleId module(int layer, String kind) {
    String name = "model.layers." + layer + "." + kind + ".weight";
    return new ModuleId(name, name, layer, kind, -1);
  }

  /** Of six layers 0 and 1 are the first third, 2 and 3 the middle, 4 and 5 the last. */
  @ParameterizedTest
  @CsvSource({
    "0, self_attn.q_proj, 10",
    "1, mlp.up_proj, 15",
    "2, attention.dense, 14",
    "3, mlp.experts.down_proj, 21",
    "5, mixer.in_proj, 22",
    "5, other, 33",
    "-1, other, 15"
  })
  void aGroupHasItsScale(int layer, String kind, double scale) {
    Update rank1 = Update.rank1("m", 6, new double[] {1, -2}, new float[] {4});
    Update found = ALL.of(rank1, module(layer, kind), 6, 6);
    assertThat(found.left()[0]).containsExactly(scale, -2 * scale);
    assertThat(found.right()[0]).containsExactly(4);
  }

  /** Six steps: the last, the one before it, the middle (index 3) and the first. */
  @Test
  void directionsAreSharesOfCheckpoints() {
    Update found = ALL.of(Update.last("m", 6), module(0, "mlp.up_proj"), 6, 6); // 15 times the last
    double[] expected = {0.001, 0, 0, -0.002, -0.01, 15 + 0.1 + 0.01 + 0.001};
    assertThat(found.weights()).containsExactly(expected, within(1e-12));
  }

  @Test
  void shortWindowsHaveFewerDirections() {
    Update two = ALL.of(Update.last("m", 2), module(0, "mlp.up_proj"), 2, 1);
    assertThat(two.weights()).containsExactly(new double[] {-0.01, 15.11}, within(1e-12));
    Update one = ALL.of(Update.last("m", 1), module(0, "mlp.up_proj"), 1, 1);
    assertThat(one.weights()).containsExactly(new double[] {15.1}, within(1e-12));
  }

  @Test
  void aLowRankForecastGetsTheWindowsCheckpoints() {
    Update products = Update.products("m", new double[][] {{1}}, new float[][] {{1}});
    Update found = ALL.of(products, module(0, "mlp.up_proj"), 3, 1);
    assertThat(found.weights()).hasSize(3);
    assertThat(found.left()[0][0]).isEqualTo(15);
  }

  @Test
  void drawsSpreadAsAsked() {
    SplittableRandom random = new SplittableRandom(3);
    double logs = 0;
    double drifts = 0;
    int count = 4000;
    for (int i = 0; i < count; i++) {
      Adjustment drawn = Adjustment.draw(random, 0.3);
      logs += Math.pow(Math.log(drawn.mlp()), 2) + Math.pow(Math.log(drawn.thirds().get(2)), 2);
      drifts += drawn.drift() * drawn.drift();
    }
    assertThat(Math.sqrt(logs / 2 / count)).isCloseTo(0.3, within(0.02));
    assertThat(Math.sqrt(drifts / count)).isCloseTo(0.6, within(0.03));
  }

  @Test
  void plansThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new Refinement(1, List.of(0.5)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 2 candidates");
    assertThatThrownBy(() -> new Refinement(8, List.of(0.5, 0.0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("(0, 2]");
  }
}
