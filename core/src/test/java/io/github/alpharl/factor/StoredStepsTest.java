package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store never mixes runs. */
class StoredStepsTest {

  @TempDir Path temp;
  private Path run;
  private Path base;
  private FactorStore store;

  @BeforeEach
  void makeRun() {
    run = temp.resolve("run");
    base = Fixtures.model(temp.resolve("base"), 1);
    store = new FactorStore(run.resolve(".alpharl"));
    train(100, 10, 20, 30, 40);
    decompose(run);
  }

  /** Steps with random weights that no other {@code seed} gives. */
  private void train(long seed, long... steps) {
    for (long step : steps) {
      Fixtures.model(run.resolve("checkpoint-" + step), seed + step);
    }
  }

  private void forget(long... steps) {
    for (long step : steps) {
      try {
        Files.move(run.resolve("checkpoint-" + step), temp.resolve("away-" + step));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private Run open(Path path) {
    return Run.open(path, Optional.of(base));
  }

  private RunDecomposition.Summary decompose(Path path) {
    return decompose(open(path), store);
  }

  private static RunDecomposition.Summary decompose(Run run, FactorStore store) {
    Decomposer.Options options =
        new Decomposer.Options(new Rank.Count(1), SpectralOptions.DEFAULT, 1, false);
    try (OpenRun weights = new OpenRun(run, OptionalDouble.empty())) {
      return new RunDecomposition(weights, store, options)
          .update(run.steps().keySet(), RunDecomposition.Listener.NONE);
    }
  }

  private StoredSteps stored(Path path) {
    try (OpenRun weights = new OpenRun(open(path), OptionalDouble.empty())) {
      return StoredSteps.of(store, weights);
    }
  }

  @Test
  void aStepWhoseCheckpointIsGoneCountsWithANote() {
    forget(10, 30);
    assertThat(decompose(run).setAside()).isEmpty();
    StoredSteps found = stored(run);
    assertThat(found.counted()).containsExactly(10L, 20L, 30L, 40L);
    assertThat(found.gone()).containsExactly(10L, 30L);
    assertThat(found.notes())
        .singleElement()
        .asString()
        .startsWith("2 steps (10, 30) whose checkpoint is no longer there")
        .contains(store.directory().toString());
  }

  @Test
  void aSecondTrainingIntoTheSameFolderSetsTheFirstAside() {
    forget(10, 20, 30, 40);
    train(900, 10, 20);
    RunDecomposition.Summary summary = decompose(run);
    assertThat(summary.redone()).containsExactly(10L, 20L);
    assertThat(summary.setAside()).containsExactly(30L, 40L);
    assertThat(summary.notes())
        .hasSize(2)
        .last()
        .asString()
        .contains("2 steps without a checkpoint (30, 40)", "step 10 has other weights");
    assertThat(store.directory().resolve("earlier-1/step-40.safetensors")).exists();
    StoredSteps found = stored(run);
    assertThat(found.counted()).containsExactly(10L, 20L);
    assertThat(found.notes()).isEmpty();
    assertThat(decompose(run).decomposed()).isEmpty();
  }

  @Test
  void otherOptionsOrADamagedFileAreNoSecondTraining() throws IOException {
    forget(30, 40);
    Files.write(store.directory().resolve("step-10.safetensors"), new byte[] {1, 2, 3});
    RunDecomposition.Summary summary = decompose(run);
    assertThat(summary.redone()).containsExactly(10L);
    assertThat(summary.setAside()).isEmpty();
    assertThat(stored(run).counted()).hasSize(4);
  }

  @Test
  void stepsOverAnotherBaseDoNotCount() {
    forget(30, 40);
    base = Fixtures.model(temp.resolve("base-2"), 2);
    decompose(run);
    StoredSteps found = stored(run);
    assertThat(found.counted()).containsExactly(10L, 20L);
    assertThat(found.otherBase()).containsExactly(30L, 40L);
    assertThat(found.notes()).singleElement().asString().contains("(30, 40)", "over another base");
    assertThatThrownBy(() -> StoredSteps.alone(store))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("2 trainings over different bases")
        .hasMessageContaining("10, 20")
        .hasMessageContaining("30, 40");
  }

  @Test
  void aStoreAloneIsTheWholeRun() {
    StoredSteps found = StoredSteps.alone(store);
    assertThat(found.counted()).containsExactly(10L, 20L, 30L, 40L).isEqualTo(found.gone());
    assertThat(found.notes()).hasSize(1);
  }

  @Test
  void whatAListLeavesOutDoesNotCount() {
    Path list =
        Fixtures.write(
            run.resolve("run.json"),
            "{\"steps\":{\"10\":\"checkpoint-10\",\"30\":\"checkpoint-30\"}}");
    StoredSteps found = stored(list);
    assertThat(found.counted()).containsExactly(10L, 30L);
    assertThat(found.unlisted()).containsExactly(20L, 40L);
    assertThat(found.notes()).singleElement().asString().contains("not in the run's list");
  }

  @Test
  void theBaseItselfIsNoStep() throws IOException {
    Path copy = run.resolve("checkpoint-50");
    Files.createDirectory(copy);
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(base.resolve(file), copy.resolve(file));
    }
    assertThatThrownBy(() -> decompose(run))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step 50 is bit for bit the base " + base)
        .hasMessageContaining("lora_adapter");
    assertThat(store.steps()).doesNotContain(50L);
  }

  @Test
  void matricesOfZerosAreNamed() {
    List<Tensor> tensors = Fixtures.tensors(new Random(5), Dtype.BF16, 2);
    String name = "model.layers.1.mlp.up_proj.weight";
    tensors.stream().filter(t -> t.name().equals(name)).forEach(t -> t.data().fill((byte) 0));
    Fixtures.model(run.resolve("checkpoint-50"), Fixtures.config(false), tensors);
    assertThat(decompose(run).notes())
        .first()
        .asString()
        .contains("step 50: 1 of 14 matrices is nothing but zeros", name);
  }

  @Test
  void aStoreThatCannotBeWrittenIsNoticedBeforeTheWork() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    FactorStore closed = new FactorStore(file.resolve("store"));
    Run opened = open(run);
    Fixtures.write(run.resolve("checkpoint-10/model.safetensors"), "unreadable");
    // The damage is not reached: the store is refused first where there is work to do.
    Run rest =
        new Run(
            opened.root(),
            opened.base(),
            opened.baseStep(),
            opened.steps().tailMap(20L, true),
            List.of());
    assertThatThrownBy(() -> decompose(rest, closed))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(closed.directory().toString())
        .hasMessageContaining("writable place for the store");
  }

  /** Factors of another version are computed again by themselves, or are said not to count. */
  @Test
  void factorsOfAnotherVersionNeverCount() throws IOException {
    for (long step : store.steps()) {
      Path file = run.resolve(".alpharl/step-" + step + ".safetensors");
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      String key = "\"alpharl\":\"" + FactorKey.VERSION + "\"";
      assertThat(text).contains(key);
      Files.writeString(file, text.replace(key, "\"alpharl\":\"1\""), StandardCharsets.ISO_8859_1);
    }
    assertThat(FactorKey.VERSION).isNotEqualTo("1");
    forget(10);
    assertThat(decompose(run).redone()).containsExactly(20L, 30L, 40L);
    StoredSteps found = stored(run);
    assertThat(found.counted()).containsExactly(20L, 30L, 40L);
    assertThat(found.otherVersion()).containsExactly(10L);
    FactorStore old = new FactorStore(temp.resolve("old"));
    Files.createDirectories(old.directory());
    Files.copy(
        run.resolve(".alpharl/step-10.safetensors"),
        old.directory().resolve("step-10.safetensors"));
    assertThatThrownBy(() -> StoredSteps.alone(old))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("its 1 step (10) was stored by another version");
  }

  @Test
  void aStepThatIsTheBaseUnderOtherNamesStops() {
    try (HfCheckpoint model = HfCheckpoint.open(base)) {
      List<Tensor> wrapped =
          model.tensors().values().stream()
              .map(t -> new Tensor("_orig_mod." + t.name(), t.dtype(), t.shape(), t.data()))
              .toList();
      Fixtures.model(run.resolve("checkpoint-50"), Fixtures.config(true), wrapped);
    }
    assertThatThrownBy(() -> decompose(run))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step 50 is bit for bit the base " + base);
  }
}
