package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDecompositionTest {

  @TempDir Path temp;

  private static Decomposer.Options options(int threads, Rank rank) {
    return new Decomposer.Options(rank, SpectralOptions.DEFAULT, threads, false);
  }

  private static RunDecomposition.Summary decompose(Path run, FactorStore store, int threads) {
    return decompose(run, store, options(threads, new Rank.Count(1)));
  }

  private static RunDecomposition.Summary decompose(
      Path directory, FactorStore store, Decomposer.Options options) {
    Run run = Run.open(directory, Optional.empty());
    return update(run, store, options, run.steps().keySet());
  }

  private static RunDecomposition.Summary update(
      Run run, FactorStore store, Decomposer.Options options, Collection<Long> steps) {
    try (OpenRun weights = new OpenRun(run, OptionalDouble.empty())) {
      return new RunDecomposition(weights, store, options)
          .update(steps, RunDecomposition.Listener.NONE);
    }
  }

  private Path randomRun(String name) {
    Path run = temp.resolve(name);
    for (long step : List.of(0L, 5L, 10L, 25L)) {
      Fixtures.model(run.resolve("step-" + step), step + 1);
    }
    return run;
  }

  private static List<byte[]> contents(FactorStore store) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (long step : store.steps()) {
      contents.add(Files.readAllBytes(store.directory().resolve("step-" + step + ".safetensors")));
    }
    return contents;
  }

  @Test
  void tinyRunAgreesWithNumpy() throws IOException {
    JsonNode golden = TinyRun.golden();
    FactorStore store = new FactorStore(temp.resolve("store"));
    Path run = SharedData.find("tiny-run");
    List<Long> steps = List.of(3L, 6L, 9L, 54L, 105L);
    Run opened = Run.open(run, Optional.empty());
    update(opened, store, options(2, new Rank.Count(1)), steps);
    try (RunFactors factors = new RunFactors(store, steps)) {
      assertThat(factors.modules()).hasSize(14);
      for (long step : steps) {
        for (String module : factors.modules()) {
          int index = (int) (step / 3) - 1;
          ModuleFactors found = factors.at(step).module(module);
          assertClose(found.sigma()[0], golden.get("sigma1").get(module).get(index));
          assertClose(found.norm(), golden.get("fro").get(module).get(index));
          assertClose(found.alpha(1), golden.get("alpha").get(module).get(index));
          assertThat(found.residual()[0]).isLessThan(1e-8);
        }
      }
    }
  }

  private static void assertClose(double found, JsonNode golden) {
    assertThat(found).isCloseTo(golden.asDouble(), within(1e-5 * golden.asDouble()));
  }

  @Test
  void goesOnWhereItStoppedWithTheSameBytes() throws IOException {
    Path run = randomRun("run");
    FactorStore whole = new FactorStore(temp.resolve("whole"));
    assertThat(decompose(run, whole, 2).decomposed()).containsExactly(5L, 10L, 25L);
    FactorStore parts = new FactorStore(temp.resolve("parts"));
    Run opened = Run.open(run, Optional.empty());
    update(opened, parts, options(1, new Rank.Count(1)), List.of(5L));
    RunDecomposition.Summary rest = decompose(run, parts, 1);
    assertThat(rest.reused()).containsExactly(5L);
    assertThat(rest.decomposed()).containsExactly(10L, 25L);
    assertThat(contents(parts)).usingRecursiveComparison().isEqualTo(contents(whole));
  }

  @Test
  void whatComesBeforeABadStepIsStoredAsIfItWereAlone() throws IOException {
    Path run = randomRun("run");
    FactorStore whole = new FactorStore(temp.resolve("whole"));
    decompose(run, whole, 1);
    List<Tensor> tensors = Fixtures.tensors(new Random(2), Dtype.BF16, 2);
    Elements.set(Dtype.BF16, tensors.get(1).data(), 8, Double.NaN);
    Fixtures.model(run.resolve("step-20"), Fixtures.config(false), tensors);
    FactorStore store = new FactorStore(temp.resolve("store"));
    assertThatThrownBy(() -> decompose(run, store, 2))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step-20");
    assertThat(store.steps()).containsExactly(5L, 10L);
    assertThat(contents(store)).usingRecursiveComparison().isEqualTo(contents(whole).subList(0, 2));
    Files.delete(run.resolve("step-20").resolve("model.safetensors"));
    FactorStore other = new FactorStore(temp.resolve("other"));
    Run opened = Run.open(randomRun("copy"), Optional.empty());
    Files.delete(temp.resolve("copy").resolve("step-25").resolve("model.safetensors"));
    assertThatThrownBy(
            () -> update(opened, other, options(1, new Rank.Count(1)), List.of(5L, 10L, 25L)))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step-25");
    assertThat(other.steps()).containsExactly(5L, 10L);
  }

  @Test
  void noticesOtherWeightsUnderTheSameName() {
    Path run = randomRun("run");
    FactorStore store = new FactorStore(temp.resolve("store"));
    decompose(run, store, 1);
    Fixtures.model(run.resolve("step-10"), 99);
    RunDecomposition.Summary again = decompose(run, store, 1);
    assertThat(again.redone()).containsExactly(10L);
    assertThat(again.reused()).containsExactly(5L, 25L);
    Fixtures.model(run.resolve("step-0"), 98);
    assertThat(decompose(run, store, 1).redone()).containsExactly(5L, 10L, 25L);
  }

  @Test
  void noticesOtherOptionsAndDamagedFiles() throws IOException {
    Path run = randomRun("run");
    FactorStore store = new FactorStore(temp.resolve("store"));
    decompose(run, store, 1);
    Files.write(store.directory().resolve("step-5.safetensors"), new byte[] {1, 2, 3});
    assertThat(decompose(run, store, 1).redone()).containsExactly(5L);
    assertThat(decompose(run, store, options(1, new Rank.Percent(50))).redone()).hasSize(3);
    try (StoredFactors factors = store.open(5)) {
      assertThat(factors.module("model.layers.0.mlp.up_proj.weight").rank()).isEqualTo(3);
    }
  }

  @Test
  void frozenMatricesHaveNoDirectionAndNoNaN() {
    Path run = temp.resolve("run");
    Fixtures.model(run.resolve("step-0"), 1);
    List<Tensor> tensors = Fixtures.tensors(new Random(1), Dtype.BF16, 2);
    Elements.set(Dtype.BF16, tensors.getFirst().data(), 3, 7.5); // the embedding alone moved
    Fixtures.model(run.resolve("step-1"), Fixtures.config(false), tensors);
    FactorStore store = new FactorStore(temp.resolve("store"));
    decompose(run, store, 1);
    try (StoredFactors factors = store.open(1)) {
      for (String module : factors.modules()) {
        ModuleFactors found = factors.module(module);
        assertThat(found.norm()).isZero();
        assertThat(found.normShare()).isZero();
        assertThat(found.alpha(1)).isZero();
        assertThat(found.top().isZero()).isTrue();
        assertThat(found.unchangedShare()).isEqualTo(1);
      }
    }
  }

  @Test
  void nonFiniteWeightsStopOrAreLeftOut() {
    Path run = temp.resolve("run");
    Fixtures.model(run.resolve("step-0"), 1);
    List<Tensor> tensors = Fixtures.tensors(new Random(2), Dtype.BF16, 2);
    String name = "model.layers.1.mlp.up_proj.weight";
    Tensor bad = tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    Elements.set(Dtype.BF16, bad.data(), 8, Double.NaN);
    Fixtures.model(run.resolve("step-7"), Fixtures.config(false), tensors);
    FactorStore store = new FactorStore(temp.resolve("store"));
    assertThatThrownBy(() -> decompose(run, store, 1))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step-7")
        .hasMessageContaining("'" + name + "' of the step holds 1 values")
        .hasMessageContaining("[1, 2]")
        .hasMessageContaining("leave such tensors out");
    assertThat(store.steps()).isEmpty();
    RunDecomposition.Summary summary =
        decompose(
            run,
            store,
            new Decomposer.Options(new Rank.Count(1), SpectralOptions.DEFAULT, 2, true));
    assertThat(summary.notes()).hasSize(2).first().asString().contains(name, "left out");
    assertThat(summary.notes().getLast()).contains("was trained beside the modules");
    try (StoredFactors factors = store.open(7)) {
      assertThat(factors.has(name)).isFalse();
      assertThat(factors.modules()).hasSize(13);
    }
  }

  @Test
  void adaptersGiveTheFactorsOfTheirProduct() {
    Path run = temp.resolve("run");
    Path base = Fixtures.model(run.resolve("step-0"), 1);
    String key = "base_model.model.model.layers.0.mlp.up_proj.";
    Random random = new Random(5);
    Tensor a = Fixtures.random(random, key + "lora_A.weight", Dtype.F32, 2, 6);
    Tensor b = Fixtures.random(random, key + "lora_B.weight", Dtype.F32, 10, 2);
    Path adapter = run.resolve("step-4");
    Fixtures.write(
        adapter.resolve("adapter_config.json"),
        """
        {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["up_proj"]}
        """);
    io.github.alpharl.safetensors.SafetensorsWriter.write(
        adapter.resolve("adapter_model.safetensors"),
        List.of(
            io.github.alpharl.safetensors.TensorSource.copyOf(a),
            io.github.alpharl.safetensors.TensorSource.copyOf(b)));
    assertThat(base).exists();
    FactorStore store = new FactorStore(temp.resolve("store"));
    decompose(run, store, options(1, new Rank.Count(2)));
    double squares = 0;
    for (int i = 0; i < 10; i++) {
      for (int c = 0; c < 6; c++) {
        double entry = 2 * (b.get(2L * i) * a.get(c) + b.get(2L * i + 1) * a.get(6 + c));
        squares += entry * entry;
      }
    }
    try (StoredFactors factors = store.open(4)) {
      ModuleFactors found = factors.module("model.layers.0.mlp.up_proj.weight");
      assertThat(found.norm()).isCloseTo(Math.sqrt(squares), within(1e-12));
      assertThat(found.normShare(2)).isCloseTo(1, within(1e-12));
      assertThat(factors.module("model.layers.1.mlp.up_proj.weight").norm()).isZero();
    }
  }

  @Test
  void aDamagedStoreSaysWhichTensorIsMissing() {
    Path run = randomRun("run");
    FactorStore store = new FactorStore(temp.resolve("store"));
    decompose(run, store, 1);
    try (StoredFactors factors = store.open(5)) {
      assertThatThrownBy(() -> factors.module("model.layers.9.mlp.up_proj.weight"))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("step-5.safetensors")
          .hasMessageContaining("model.layers.9.mlp.up_proj.weight.u");
    }
  }
}
