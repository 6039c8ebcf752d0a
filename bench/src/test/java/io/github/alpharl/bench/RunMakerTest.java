package io.github.alpharl.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Made runs in all layouts hold the same weights. */
class RunMakerTest {

  private static final QwenShapes SMALL = new QwenShapes(2, 64, 96, 2, 1, 40);

  @TempDir private Path temp;

  private Path make(RunLayout layout) {
    Path run = temp.resolve(layout.name());
    long[] told = new long[1];
    RunMaker maker = new RunMaker(SMALL, layout, 2, 5);
    maker.write(run, bytes -> told[0] += bytes);
    assertThat(told[0]).isEqualTo(maker.bytes());
    return run;
  }

  @ParameterizedTest
  @EnumSource(
      value = RunLayout.class,
      names = {"FSDP", "DCP"})
  void shardsHoldTheWeightsOfTheFolder(RunLayout layout) {
    Path whole = make(RunLayout.HF);
    Path shards = make(layout);
    for (int step = 0; step <= 2; step++) {
      try (HfCheckpoint due = HfCheckpoint.open(whole.resolve("step-" + step));
          HfCheckpoint found = HfCheckpoint.open(shards.resolve("step-" + step))) {
        assertThat(found.tensors().keySet()).isEqualTo(due.tensors().keySet());
        for (Tensor tensor : due.tensors().values()) {
          Tensor other = found.tensor(tensor.name());
          assertThat(other.dtype()).isEqualTo(step == 0 ? Dtype.BF16 : Dtype.F32);
          assertThat(other.shape()).isEqualTo(tensor.shape());
          for (long i = 0; i < tensor.size(); i++) {
            assertThat(other.get(i)).isEqualTo(tensor.get(i));
          }
        }
      }
    }
  }

  @Test
  void eightBillionWeights() {
    assertThat(QwenShapes.QWEN3_8B.bytes()).isEqualTo(16_381_470_720L);
  }
}
