package io.github.alpharl.factor.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductStoreTest {

  @TempDir Path temp;

  private Path model(String name, List<Tensor> tensors) {
    return Fixtures.model(temp.resolve(name), Fixtures.config(false), tensors);
  }

  private static List<Tensor> tensors(long seed) {
    return Fixtures.tensors(new Random(seed), Dtype.F32, 2);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(temp.resolve("store"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void productsAreExactKeptAndMadeAgainWhereDamaged() throws IOException {
    try (HfCheckpoint base = HfCheckpoint.open(model("base", tensors(1)));
        HfCheckpoint one = HfCheckpoint.open(model("one", tensors(2)));
        HfCheckpoint two = HfCheckpoint.open(model("two", tensors(3)))) {
      NavigableMap<Long, StepCheckpoint> steps = new TreeMap<>();
      steps.put(10L, one);
      steps.put(20L, two);
      List<ModuleId> modules = ModulePatterns.standard().modules(base);
      ProductStore store = new ProductStore(temp.resolve("store"));
      AtomicLong bytes = new AtomicLong();
      WindowProducts found = store.products(base, steps, "first", modules, 2, bytes::addAndGet);
      assertThat(bytes.get()).isPositive();
      for (ModuleId module : modules) {
        Tensor w0 = module.slice(base);
        Tensor w1 = module.slice(one);
        Tensor w2 = module.slice(two);
        double product = 0;
        for (long i = 0; i < w0.size(); i++) {
          product += (w1.get(i) - w0.get(i)) * (w2.get(i) - w0.get(i));
        }
        double[][] gram = found.gram().get(module.name());
        assertThat(gram[0][1]).isCloseTo(product, within(1e-9)).isEqualTo(gram[1][0]);
        assertThat(found.of(module.name(), List.of(20L))[0]).containsExactly(gram[1][1]);
      }
      List<Path> written = files();
      assertThat(written).hasSize(modules.size());
      Files.writeString(written.get(0), "[[1");
      Files.delete(written.get(1));
      WindowProducts again = store.products(base, steps, "first", modules, 1, ignored -> {});
      modules.forEach(
          m -> assertThat(again.gram().get(m.name())).isDeepEqualTo(found.gram().get(m.name())));
      assertThat(files()).hasSize(modules.size());
      steps.put(20L, one);
      store.products(base, steps, "other", modules, 1, ignored -> {});
      assertThat(files()).hasSize(2 * modules.size()); // other content, another folder
    }
  }

  @Test
  void weightsThatAreNoNumbersAreNamed() {
    List<Tensor> broken = tensors(2);
    Tensor first = broken.stream().filter(t -> t.name().contains("up_proj")).findFirst().get();
    Elements.set(Dtype.F32, first.data(), 3, Double.NaN);
    try (HfCheckpoint base = HfCheckpoint.open(model("base", tensors(1)));
        HfCheckpoint one = HfCheckpoint.open(model("one", broken))) {
      NavigableMap<Long, StepCheckpoint> steps = new TreeMap<>();
      steps.put(10L, one);
      List<ModuleId> modules = ModulePatterns.standard().modules(base);
      ProductStore store = new ProductStore(temp.resolve("store"));
      assertThatThrownBy(() -> store.products(base, steps, "first", modules, 1, ignored -> {}))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining(first.name())
          .hasMessageContaining("NaN");
    }
  }
}
