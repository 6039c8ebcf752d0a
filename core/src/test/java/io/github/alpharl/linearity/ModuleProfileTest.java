package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.EqualDirections;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.ModulePlace;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Randoms;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleProfileTest {

  private static final String NAME = "model.layers.3.mlp.up_proj.weight";
  private static final List<Long> STEPS = List.of(5L, 10L, 20L, 40L, 80L);

  @TempDir Path store;

  @BeforeEach
  void fill() {
    FactorStore factors = new FactorStore(store);
    Decomposer.Options options =
        new Decomposer.Options(new Rank.Count(1), new SpectralOptions(1, 1e-4, 200, 0), 1, false);
    Random random = new Random(2);
    for (long step : STEPS) {
      List<ModuleFactors> modules = new ArrayList<>();
      for (String name : List.of(NAME, "model.layers.4.mlp.up_proj.weight")) {
        float[] u = Randoms.direction(new double[] {1, step / 80.0, 0.1 * random.nextGaussian()});
        modules.add(
            new ModuleFactors(
                name,
                new float[][] {u},
                new float[][] {Randoms.unit(random, 4)},
                new double[] {3.0 * step},
                new double[] {0},
                4.0 * step,
                0.5,
                0,
                1));
      }
      factors.write(step, options.key("base", "step " + step), modules);
    }
  }

  @Test
  void isWhatItsPartsSay() {
    List<Long> scored = STEPS.subList(1, 5);
    double[] y = {0.2, 0.3, 0.5, 0.8};
    try (RunFactors factors = new RunFactors(new FactorStore(store), STEPS)) {
      ModuleProfile profile =
          ModuleProfile.of(
              factors, NAME, new ModuleProfile.Steps(STEPS, scored, y, STEPS.subList(0, 3)));
      assertThat(profile.norms()).containsExactly(20, 40, 80, 160, 320);
      assertThat(profile.shares()).containsOnly(0.75);
      ModuleTrajectory trajectory = factors.trajectory(NAME, scored);
      ModuleProfile.Line line = profile.line().orElseThrow();
      assertThat(line.linearity()).isEqualTo(Linearity.of(trajectory, y));
      PlsFit fit = PartialLeastSquares.fit(trajectory.directions(), y);
      assertThat(line.scores()).containsExactly(fit.scores());
      assertThat(line.slope() * line.scores()[2] + line.intercept())
          .isCloseTo(fit.predict(trajectory.directions()[2]), within(1e-12));
      assertThat(profile.plane()).hasDimensions(3, 2);
      assertThat(profile.planeShare()[0] + profile.planeShare()[1]).isCloseTo(1, within(1e-9));
      List<ModuleProfile> all = List.of(profile, profile);
      assertThat(ModuleProfile.meanNorms(all)).containsExactly(20, 40, 80, 160, 320);
      assertThat(ModuleProfile.meanShares(all)).containsOnly(0.75);
      assertThat(ModuleProfile.linearity(all).modules()).hasSize(2);
    }
  }

  @Test
  void oneCheckpointHasNoLineAndNoExtent() {
    List<Long> one = List.of(80L);
    try (RunFactors factors = new RunFactors(new FactorStore(store), one)) {
      ModuleProfile profile =
          ModuleProfile.of(
              factors, NAME, new ModuleProfile.Steps(one, one, new double[] {0.5}, one));
      assertThat(profile.line()).isEmpty();
      assertThat(profile.plane()).isDeepEqualTo(new double[][] {{0, 0}});
      assertThat(profile.planeShare()).containsExactly(0, 0);
    }
    assertThat(ModuleProfile.meanNorms(List.of())).isEmpty();
  }

  @Test
  void placesAreReadOffNames() {
    assertThat(ModulePlace.of(NAME)).hasValue(new ModulePlace(3, "mlp.up_proj"));
    assertThat(ModulePlace.of("lm_head.weight")).isEmpty();
    ModulePlace expert =
        ModulePlace.of("model.layers.7.mlp.experts.12.up_proj.weight").orElseThrow();
    assertThat(expert.kind()).isEqualTo("mlp.experts.12.up_proj");
    assertThat(expert.ofAllExperts()).isEqualTo(new ModulePlace(7, "mlp.experts.up_proj"));
    assertThat(
            ModulePlace.of("model.layers.7.mlp.experts.gate_up_proj[12]")
                .orElseThrow()
                .ofAllExperts())
        .isEqualTo(new ModulePlace(7, "mlp.experts.gate_up_proj"));
    assertThat(
            ModulePlace.of("model.layers.7.mlp.experts.w1.weight[3]").orElseThrow().ofAllExperts())
        .isEqualTo(new ModulePlace(7, "mlp.experts.w1"));
  }

  @Test
  void equalDirectionsAreNamed() {
    assertThat(EqualDirections.caution(Map.of("a", 0.95))).isEmpty();
    assertThat(EqualDirections.caution(Map.of("a", 0.96)))
        .hasValue("in 1 module σ₂ is over 95 % of σ₁, so that the top direction is hardly one: a");
  }
}
