package io.github.alpharl.factor.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates between steps. */
class StepDifferencesTest {

  private static final String MODULE = "model.layers.0.mlp.up_proj.weight";

  @TempDir Path temp;

  /** Steps that a compiled model saved have other names than the base; modules have the base's. */
  @Test
  void wrappedNamesAreThoseOfTheBase() {
    Rank1Factor plain = difference("plain", "");
    Rank1Factor wrapped = difference("wrapped", "_orig_mod.");
    assertThat(plain.sigma()).isGreaterThan(0);
    assertThat(wrapped.sigma()).isCloseTo(plain.sigma(), within(1e-12));
    assertThat(wrapped.norm()).isCloseTo(plain.norm(), within(1e-12));
  }

  private Rank1Factor difference(String name, String prefix) {
    Path root = temp.resolve(name);
    write(root.resolve("step-0"), 1, "");
    write(root.resolve("step-10"), 2, prefix);
    write(root.resolve("step-20"), 3, prefix);
    Decomposer.Options options =
        new Decomposer.Options(new Rank.Count(1), SpectralOptions.DEFAULT, 1, false);
    try (OpenRun weights = new OpenRun(Run.open(root, Optional.empty()), OptionalDouble.empty());
        StepDifferences differences =
            new StepDifferences(weights, root.resolve("differences"), options)) {
      return differences.between(10, 20, MODULE);
    }
  }

  private static void write(Path directory, long seed, String prefix) {
    List<Tensor> tensors =
        Fixtures.tensors(new Random(seed), Dtype.F32, 1).stream()
            .map(t -> new Tensor(prefix + t.name(), t.dtype(), t.shape(), t.data()))
            .toList();
    Fixtures.model(directory, Fixtures.config(true), tensors);
  }
}
