package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.TinyRun;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The laws on a real run, against numpy and scikit-learn. */
class TinyRunLinearityTest {

  /** Q² of two modules by scikit-learn 1.2.1 (LeaveOneOut); the first is above its R². */
  private static final Map<String, Double> Q2 =
      Map.of(
          "model.layers.1.self_attn.v_proj.weight", 0.9563584679128112,
          "model.layers.1.self_attn.k_proj.weight", 0.7796173556203136);

  @Test
  void agreesWithTheGoldenFigures() throws IOException {
    JsonNode golden = TinyRun.golden();
    Map<String, ModuleTrajectory> trajectories = TinyRun.trajectories(golden, 105);
    assertThat(trajectories).hasSize(14);
    trajectories.values().forEach(trajectory -> check(trajectory, golden));
  }

  private static void check(ModuleTrajectory trajectory, JsonNode golden) {
    String module = trajectory.module();
    double[] y = TinyRun.scores().accuracies(trajectory.steps());
    for (int t = 0; t < y.length; t++) {
      double sigma = golden.get("sigma1").get(module).get(t).asDouble();
      assertThat(trajectory.factors().get(t).sigma()).isCloseTo(sigma, within(1e-9 * sigma));
    }
    Linearity linearity = Linearity.of(trajectory, y);
    assertThat(linearity.r2())
        .as(module)
        .hasValueCloseTo(golden.get("pls_r2_u1_vs_acc").get(module).asDouble(), within(1e-6));
    assertThat(PartialLeastSquares.fit(trajectory.scaled(), y).r2())
        .as(module)
        .hasValueCloseTo(golden.get("pls_r2_x_vs_acc").get(module).asDouble(), within(1e-6));
    double q2 = linearity.q2().orElseThrow();
    assertThat(q2)
        .as(module)
        .isBetween(0.5, 1.0)
        .isCloseTo(Q2.getOrDefault(module, q2), within(1e-6));
    assertThat(linearity.r2Step()).isPresent();
  }
}
