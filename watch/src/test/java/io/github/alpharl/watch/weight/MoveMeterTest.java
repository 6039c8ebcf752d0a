package io.github.alpharl.watch.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.FactorKey;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.spectral.Rank;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures of moves against values worked out by hand. */
class MoveMeterTest {

  private static final String MODULE = "model.layers.0.mlp.up_proj.weight";

  @TempDir private Path folder;
  private FactorStore store;
  private final MoveMeter meter = new MoveMeter();

  @BeforeEach
  void open() {
    store = new FactorStore(folder);
  }

  private WeightRow next(long step, double sigma, float[] u, OptionalDouble head) {
    ModuleFactors factors =
        new ModuleFactors(
            MODULE,
            new float[][] {u},
            new float[][] {{1, 0}},
            new double[] {sigma},
            new double[] {0},
            2 * sigma,
            0.1,
            0.75,
            1);
    store.write(step, new FactorKey("b", "w" + step, new Rank.Count(1), 1e-4, 0), List.of(factors));
    try (StoredFactors stored = store.open(step)) {
      return meter.next(stored, head);
    }
  }

  @Test
  void aStraightCourseHasNoInnovation() {
    WeightRow first = next(2, 1, new float[] {1, 0}, OptionalDouble.of(4));
    assertThat(first.values())
        .containsEntry(WeightMeasure.CHANGED, 0.25)
        .containsEntry(WeightMeasure.NORM_SHARE, 0.5)
        .containsEntry(WeightMeasure.HEAD, 2.0)
        .doesNotContainKey(WeightMeasure.INNOVATION);
    assertThat(next(4, 2, new float[] {-1, 0}, OptionalDouble.empty()).alignment())
        .isCloseTo(-1, within(1e-9)); // the sign of v was kept, so that this is another direction
  }

  @Test
  void innovationCosineAndStepAreThoseOfThePlane() {
    next(2, 1, new float[] {1, 0}, OptionalDouble.empty());
    next(4, 2, new float[] {1, 0}, OptionalDouble.empty());
    // From (2, 0) by (0, 2) where (1, 0) was foretold: |(−1, 2)|/1, at right angles.
    double length = Math.sqrt(8);
    float part = (float) Math.sqrt(0.5);
    WeightRow turned = next(6, length, new float[] {part, part}, OptionalDouble.empty());
    assertThat(turned.values().get(WeightMeasure.INNOVATION)).isCloseTo(Math.sqrt(5), within(1e-6));
    assertThat(turned.values().get(WeightMeasure.DIRECTION)).isCloseTo(0, within(1e-6));
    assertThat(turned.values().get(WeightMeasure.MLP_STEP)).isCloseTo(1, within(1e-6));
    assertThat(turned.identical()).isFalse();
    assertThat(next(8, length, new float[] {part, part}, OptionalDouble.empty()).identical())
        .isTrue();
  }
}
