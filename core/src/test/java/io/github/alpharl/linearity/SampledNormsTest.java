package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that nobody decomposed are looked at by samples: the norms are known, as we made them. */
class SampledNormsTest {

  private static final int SIDE = 300;

  @TempDir Path temp;

  /** A model of one matrix: that of {@code seed}, moved by {@code size} in a random direction. */
  private void model(String name, long seed, double size) {
    float[] weights = numbers(seed, 0.02);
    float[] change = numbers(99, size / SIDE);
    ByteBuffer data = ByteBuffer.allocate(4 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < weights.length; i++) {
      data.putFloat(weights[i] + change[i]);
    }
    String matrix = "model.layers.0.mlp.up_proj.weight";
    List<Long> shape = List.of((long) SIDE, (long) SIDE);
    Tensor tensor = new Tensor(matrix, Dtype.F32, shape, MemorySegment.ofArray(data.array()));
    Fixtures.model(temp.resolve(name), Fixtures.config(false), List.of(tensor));
  }

  private static float[] numbers(long seed, double deviation) {
    Random random = new Random(seed);
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  private List<Doubt> doubts(long... steps) {
    Run run = Run.open(temp.resolve("run"), Optional.of(temp.resolve("base")));
    try (OpenRun open = new OpenRun(run, OptionalDouble.empty())) {
      return SampledNorms.doubts(
          open, ModulePatterns.standard(), Arrays.stream(steps).boxed().toList());
    }
  }

  private void train(double... sizes) {
    model("base", 1, 0);
    for (int i = 0; i < sizes.length; i++) {
      model("run/step-" + 10 * (i + 1), 1, sizes[i]);
    }
  }

  @Test
  void aSoundRunIsNotDoubted() {
    train(0.1, 0.2, 0.3, 0.4);
    assertThat(doubts(10, 20, 30, 40)).isEmpty();
  }

  @Test
  void theNormsAreThoseOfTheUpdate() {
    train(1, 2, 0.5, 0.9);
    assertThat(doubts(10, 20, 30, 40))
        .singleElement()
        .isInstanceOfSatisfying(
            Doubt.FellBack.class,
            fell -> {
              assertThat(fell.fromNorm()).isCloseTo(2, within(0.1));
              assertThat(fell.toNorm()).isCloseTo(0.5, within(0.025));
            });
  }

  @Test
  void aStrayStepAndAnotherBaseAreSeen() {
    train(0.1, 0.2, 6, 0.4);
    assertThat(doubts(10, 20, 30, 40).getFirst().sentence())
        .startsWith("step 30 lies far from its neighbours (‖ΔW‖ of all modules is ");
    train(0.1, 0.2, 0.3, 0.4);
    model("base", 2, 0);
    assertThat(doubts(10, 20, 30, 40)).singleElement().isInstanceOf(Doubt.FarBase.class);
  }

  @Test
  void aRunOfHundredsOfStepsIsLookedAtHereAndThere() {
    train(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 0.1);
    long[] steps = new long[15];
    Arrays.setAll(steps, i -> 10L * (i + 1));
    assertThat(doubts(steps)).singleElement().isInstanceOf(Doubt.FellBack.class);
  }
}
