package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters that nobody decomposed are looked at by their factors, whose products are known. */
class AdapterNormsTest {

  private static final String UP = "model.layers.0.mlp.up_proj";
  private static final String Q = "model.layers.1.self_attn.q_proj";
  private static final double SCALING = 2; // lora_alpha 4, rank 2

  @TempDir Path temp;

  @BeforeEach
  void base() {
    Fixtures.model(
        temp.resolve("base"),
        Fixtures.config(false),
        Fixtures.tensors(new Random(1), Dtype.F32, 2));
  }

  private static Tensor times(Tensor tensor, double factor) {
    Tensor copy =
        new Tensor(
            tensor.name(),
            tensor.dtype(),
            tensor.shape(),
            MemorySegment.ofArray(new byte[(int) tensor.bytes()]));
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(copy.dtype(), copy.data(), i, factor * tensor.get(i));
    }
    return copy;
  }

  private static Tensor factor(String module, String letter, long... shape) {
    String name = "base_model.model." + module + ".lora_" + letter + ".weight";
    return Fixtures.random(new Random(name.hashCode()), name, Dtype.F32, shape);
  }

  /** An adapter whose updates are {@code sizes} times those of the same random factors. */
  private void adapter(long step, double up, double q, String settings, Tensor... more) {
    List<Tensor> tensors = new ArrayList<>(Arrays.asList(more));
    tensors.add(factor(UP, "A", 2, 6));
    tensors.add(times(factor(UP, "B", 10, 2), up));
    tensors.add(factor(Q, "A", 2, 6));
    tensors.add(times(factor(Q, "B", 6, 2), q));
    Path directory = temp.resolve("run/step-" + step);
    Fixtures.write(
        directory.resolve("adapter_config.json"),
        "{\"peft_type\":\"LORA\",\"target_modules\":\"all-linear\",\"r\":2,\"lora_alpha\":4"
            + settings
            + "}");
    SafetensorsWriter.write(
        directory.resolve("adapter_model.safetensors"),
        tensors.stream().map(TensorSource::copyOf).toList());
  }

  private void train(double... sizes) {
    for (int i = 0; i < sizes.length; i++) {
      adapter(10L * (i + 1), sizes[i], sizes[i], "");
    }
  }

  private List<Doubt> doubts() {
    Run run = Run.open(temp.resolve("run"), Optional.of(temp.resolve("base")));
    try (OpenRun open = new OpenRun(run, OptionalDouble.empty())) {
      return SampledNorms.doubts(
          open, ModulePatterns.standard(), List.copyOf(run.steps().keySet()));
    }
  }

  /** ‖B·A‖ multiplied out, element by element. */
  private static double product(String module, int rows) {
    Tensor a = factor(module, "A", 2, 6);
    Tensor b = factor(module, "B", rows, 2);
    double square = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < 6; j++) {
        double value = b.get(2L * i) * a.get(j) + b.get(2L * i + 1) * a.get(6 + j);
        square += value * value;
      }
    }
    return Math.sqrt(square);
  }

  @Test
  void aSoundRunIsNotDoubted() {
    train(0.1, 0.2, 0.3, 0.4);
    assertThat(doubts()).isEmpty();
  }

  @Test
  void anExplodedStepIsSeenWithTheNormsOfTheProducts() {
    train(0.1, 0.2, 9, 0.4);
    double unit = SCALING * product(UP, 10);
    assertThat(doubts())
        .singleElement()
        .isInstanceOfSatisfying(
            Doubt.StrayStep.class,
            stray -> {
              assertThat(stray.step()).isEqualTo(30);
              assertThat(stray.matrices()).containsExactly(UP + ".weight", Q + ".weight");
              assertThat(stray.norm()).isCloseTo(9 * unit, within(1e-6 * unit));
              assertThat(stray.before()).isCloseTo(0.2 * unit, within(1e-6 * unit));
            });
  }

  @Test
  void aZeroedStepAndAZeroedMatrixAreSeen() {
    train(0.1, 0.2, 0.3, 0.4, 0.5);
    adapter(30, 0, 0, "");
    adapter(50, 0.5, 0, "");
    assertThat(doubts())
        .filteredOn(Doubt.Unmoved.class::isInstance)
        .extracting(Doubt::sentence)
        .satisfiesExactly(
            whole -> assertThat(whole).contains("matrices are the base's, unmoved, at steps 30 ("),
            one ->
                assertThat(one)
                    .startsWith("1 of ")
                    .contains("unmoved, at steps 50 (" + Q + ".weight)"));
  }

  @Test
  void stepsThatAllLieFarFromTheBaseAreSeen() {
    train(3, 3.01, 3.02, 3.03);
    assertThat(doubts()).singleElement().isInstanceOf(Doubt.FarBase.class);
  }

  @Test
  void adaptersOfOneMatrixOnlyAreNotCalledUnmovedElsewhere() {
    for (int i = 1; i < 4; i++) {
      adapter(10L * i, 0.1 * i, 0, "");
    }
    assertThat(doubts()).isEmpty();
  }

  /** A magnitude of each row: the row of the base, made longer by {@code size}. */
  private Tensor magnitude(String module, double size) {
    Tensor matrix =
        Fixtures.tensors(new Random(1), Dtype.F32, 2).stream()
            .filter(tensor -> tensor.name().equals(module + ".weight"))
            .findFirst()
            .orElseThrow();
    int columns = Math.toIntExact(matrix.shape().getLast());
    Tensor magnitude =
        Fixtures.random(
            new Random(1),
            "base_model.model." + module + ".lora_magnitude_vector",
            Dtype.F32,
            matrix.shape().getFirst());
    double[] row = new double[columns];
    for (int i = 0; i < magnitude.size(); i++) {
      matrix.row(i, row);
      double norm = Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
      Elements.set(Dtype.F32, magnitude.data(), i, norm * (1 + size));
    }
    return magnitude;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.03, 3})
  void doraIsLookedAtInTheRowsOfTheBase(double third) {
    double[] sizes = {0.01, 0.02, third, 0.04};
    for (int i = 0; i < sizes.length; i++) {
      Tensor[] more = {magnitude(UP, sizes[i]), magnitude(Q, sizes[i])};
      adapter(10L * (i + 1), 0, 0, ",\"use_dora\":true", more);
    }
    if (third < 1) {
      assertThat(doubts()).isEmpty();
    } else {
      assertThat(doubts())
          .singleElement()
          .isInstanceOfSatisfying(
              Doubt.StrayStep.class,
              stray -> assertThat(stray.norm() / stray.before()).isCloseTo(150, within(0.01)));
    }
  }

  @Test
  void anAdapterAmongModelsIsMeasuredByTheSameMatrices() {
    train(0.1, 0.2, 9);
    Fixtures.model(temp.resolve("run/step-40"), Fixtures.config(false), moved());
    assertThat(doubts())
        .singleElement()
        .isInstanceOfSatisfying(
            Doubt.StrayStep.class, stray -> assertThat(stray.step()).isEqualTo(30));
  }

  private static List<Tensor> moved() {
    List<Tensor> tensors = Fixtures.tensors(new Random(1), Dtype.F32, 2);
    return tensors.stream().map(tensor -> times(tensor, 1.1)).toList();
  }
}
