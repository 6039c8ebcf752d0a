package io.github.alpharl.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.TinyRun;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** AlphaRL on the first 40 % of a real run, against numpy and scikit-learn. */
class TinyRunForecastTest {

  @Test
  void agreesWithTheGoldenForecast() throws IOException {
    JsonNode golden = TinyRun.golden();
    ScoreSeries scores = TinyRun.scores();
    List<Long> steps = Window.parse("40%").select(scores.steps());
    assertThat(steps).hasSize(14).startsWith(3L).endsWith(42L);
    Map<String, ModuleTrajectory> trajectories = TinyRun.trajectories(golden, 42);
    Goal goal = new Target.ByAccuracy(golden.get("y_star").asDouble()).resolve(scores, steps);
    List<ModuleWindow> windows =
        trajectories.values().stream()
            .map(trajectory -> new ModuleWindow(trajectory, scores.accuracies(steps)))
            .toList();
    List<ModuleForecast> forecasts =
        windows.stream().map(window -> new AlphaRl().forecast(window, goal)).toList();
    forecasts.forEach(f -> check(f, golden.get("alpharl_w40").get(f.module())));
    assertThat(Caution.about(forecasts, windows.getFirst(), goal)).isEmpty();
  }

  private static void check(ModuleForecast forecast, JsonNode golden) {
    double norm = golden.get("norm").asDouble();
    assertThat(forecast.norm()).isCloseTo(norm, within(1e-6 * norm));
    for (int i = 0; i < 5; i++) {
      double u = golden.get("u_first5").get(i).asDouble();
      double v = golden.get("v_first5").get(i).asDouble();
      assertThat(forecast.x()[i]).as(forecast.module()).isCloseTo(u, within(1e-4 * Math.abs(u)));
      assertThat((double) forecast.v()[i]).isCloseTo(v, within(1e-4 * Math.abs(v)));
    }
    assertThat(forecast.head()).hasSize(5);
    // scikit-learn turns the component: see PlsFit
    double slope = Math.abs(golden.get("ols_slope").asDouble());
    double zStar = Math.abs(golden.get("z_star").asDouble());
    assertThat(forecast.diagnostics().slope()).isCloseTo(slope, within(1e-6 * slope));
    assertThat(forecast.diagnostics().zStar()).isCloseTo(zStar, within(1e-6 * zStar));
    assertThat(forecast.diagnostics().growth()).isPositive();
  }
}
