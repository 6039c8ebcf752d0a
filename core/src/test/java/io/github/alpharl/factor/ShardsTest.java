package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.Shard;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes and one must leave the same store. */
class ShardsTest {

  private static final Decomposer.Options OPTIONS = options(1e-4);

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void makeRun() {
    run = temp.resolve("run");
    for (long step : List.of(0L, 5L, 10L, 25L)) {
      Fixtures.model(run.resolve("step-" + step), step + 1);
    }
  }

  private static Decomposer.Options options(double residual) {
    return new Decomposer.Options(
        new Rank.Count(1), new SpectralOptions(1, residual, 200, 0), 1, false);
  }

  private OpenRun open() {
    return new OpenRun(Run.open(run, Optional.empty()), OptionalDouble.empty());
  }

  private FactorStore whole() {
    FactorStore store = new FactorStore(temp.resolve("whole"));
    try (OpenRun weights = open()) {
      new RunDecomposition(weights, store, OPTIONS)
          .update(weights.run().steps().keySet(), RunDecomposition.Listener.NONE);
    }
    return store;
  }

  private RunDecomposition.Summary shard(FactorStore store, int index, int count) {
    return shard(store, new Shard(index, count), OPTIONS, List.of(5L, 10L, 25L));
  }

  private RunDecomposition.Summary shard(
      FactorStore store, Shard shard, Decomposer.Options options, Collection<Long> steps) {
    try (OpenRun weights = open()) {
      weights.shareFingerprints(new Shards(store).fingerprints());
      return new RunDecomposition(weights, store, options, shard)
          .update(steps, RunDecomposition.Listener.NONE);
    }
  }

  private List<Long> merge(FactorStore store, Collection<Long> steps) {
    try (OpenRun weights = open()) {
      return new Shards(store).merge(weights, OPTIONS, steps);
    }
  }

  private static List<byte[]> contents(FactorStore store) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (long step : store.steps()) {
      contents.add(Files.readAllBytes(store.directory().resolve("step-" + step + ".safetensors")));
    }
    return contents;
  }

  @Test
  void oneProcessAtATimeMerges() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    shard(store, 1, 1);
    Path parts = store.directory().resolve("parts");
    try (FolderLock _ = FolderLock.take(parts, "merge")) {
      assertThatThrownBy(() -> merge(store, List.of(5L)))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("another merge works here");
    }
    assertThat(merge(store, List.of(5L, 10L, 25L))).hasSize(3);
    assertThat(parts).doesNotExist();
  }

  @Test
  void mergedPartsAreTheBytesOfOneProcess() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    for (int i = 1; i <= 3; i++) {
      assertThat(shard(store, i, 3).decomposed()).containsExactly(5L, 10L, 25L);
    }
    assertThat(store.steps()).isEmpty();
    assertThat(merge(store, List.of(5L, 10L, 25L))).containsExactly(5L, 10L, 25L);
    assertThat(contents(store)).usingRecursiveComparison().isEqualTo(contents(whole()));
    assertThat(store.directory().resolve("parts")).doesNotExist();
    assertThat(merge(store, List.of(5L, 10L, 25L))).isEmpty();
  }

  @Test
  void shardsWithoutModulesCount() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    for (int i = 1; i <= 40; i++) {
      shard(store, i, 40);
    }
    merge(store, List.of(5L, 10L, 25L));
    assertThat(contents(store)).usingRecursiveComparison().isEqualTo(contents(whole()));
  }

  @Test
  void laterStepsStartFromMergedOnes() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    for (int i = 1; i <= 2; i++) {
      shard(store, new Shard(i, 2), OPTIONS, List.of(5L));
    }
    merge(store, List.of(5L));
    for (int i = 1; i <= 4; i++) {
      RunDecomposition.Summary summary = shard(store, i, 4);
      assertThat(summary.reused()).containsExactly(5L);
      assertThat(summary.decomposed()).containsExactly(10L, 25L);
    }
    merge(store, List.of(5L, 10L, 25L));
    assertThat(contents(store)).usingRecursiveComparison().isEqualTo(contents(whole()));
  }

  @Test
  void aDeadShardIsNamedAndRunAgain() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    shard(store, 1, 2);
    shard(store, new Shard(2, 2), OPTIONS, List.of(5L));
    assertThatThrownBy(() -> merge(store, List.of(5L, 10L, 25L)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("2/2 (steps 10, 25)")
        .hasMessageContaining("run them again");
    RunDecomposition.Summary again = shard(store, 2, 2);
    assertThat(again.reused()).containsExactly(5L);
    assertThat(again.decomposed()).containsExactly(10L, 25L);
    merge(store, List.of(5L, 10L, 25L));
    assertThat(contents(store)).usingRecursiveComparison().isEqualTo(contents(whole()));
  }

  @Test
  void refusesOtherNumbersOtherOptionsAndOtherWidths() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    shard(store, 1, 2);
    assertThatThrownBy(() -> shard(store, 1, 3))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds parts of 2 shards");
    shard(store, new Shard(2, 2), options(1e-3), List.of(5L, 10L, 25L));
    assertThatThrownBy(() -> merge(store, List.of(5L)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("other weights or options");
    shard(store, 2, 2);
    FactorStore other = new FactorStore(store.directory().resolve("parts").resolve("2-of-2"));
    List<ModuleFactors> factors;
    FactorKey key;
    try (OpenRun weights = open();
        StoredFactors stored = other.open(5)) {
      factors = stored.modules().stream().map(stored::module).toList();
      key = OPTIONS.key(weights.fingerprint(), weights.fingerprint(5));
    }
    other.write(5, key, factors, List.of(), "4");
    assertThatThrownBy(() -> merge(store, List.of(5L)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("4 numbers at a time");
  }

  @Test
  void refusesToReplaceStoredFactorsOfOtherWeights() {
    FactorStore store = whole();
    Fixtures.model(run.resolve("step-10"), 99);
    assertThatThrownBy(() -> shard(store, 1, 2))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("step 10")
        .hasMessageContaining("without shards");
  }

  @Test
  void fingerprintsAreTakenOnceUntilAFileChanges() throws IOException {
    FactorStore store = new FactorStore(temp.resolve("store"));
    shard(store, 1, 2);
    Path file = new Shards(store).fingerprints().resolve("step-10.json");
    String kept = Files.readString(file);
    try (OpenRun weights = open()) {
      assertThat(kept).contains(weights.fingerprint(10)).contains("model.safetensors");
    }
    Files.writeString(file, kept.replaceFirst("\"fingerprint\"\\s*:\\s*\"\\w+", "$0ff"));
    try (OpenRun weights = open()) {
      weights.shareFingerprints(file.getParent());
      assertThat(weights.fingerprint(10)).endsWith("ff");
    }
    Fixtures.model(run.resolve("step-10"), 99);
    try (OpenRun weights = open()) {
      weights.shareFingerprints(file.getParent());
      assertThat(weights.fingerprint(10)).doesNotEndWith("ff").hasSize(64);
    }
  }

  @Test
  void sharesCoverEveryModuleOnceAndAreEven() {
    TreeMap<String, Long> bytes = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      bytes.put("module-" + i, 100L + i % 7 * 37L);
    }
    List<String> all = new ArrayList<>();
    long total = bytes.values().stream().mapToLong(Long::longValue).sum();
    for (int i = 1; i <= 4; i++) {
      Collection<String> share = new Shard(i, 4).share(bytes);
      all.addAll(share);
      assertThat(share.stream().mapToLong(bytes::get).sum())
          .isBetween(total / 4 - 322, total / 4 + 322);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(bytes.keySet());
  }
}
