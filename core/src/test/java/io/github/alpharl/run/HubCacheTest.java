package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.failure.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubCacheTest {

  @TempDir Path temp;
  private Path cache;
  private HubCache hub;

  @BeforeEach
  void makeCache() {
    cache = temp.resolve("hub");
    hub = new HubCache(List.of(temp.resolve("empty"), cache));
  }

  /** A model as huggingface_hub keeps it: files are links to blobs, a branch names a revision. */
  private Path cached(String folder, String revision, String branch) throws IOException {
    Path repository = cache.resolve(folder);
    Path plain = Steps.model(temp.resolve("plain"));
    Path snapshot = repository.resolve("snapshots").resolve(revision);
    for (String name : List.of("model.safetensors", "config.json")) {
      Path blob = repository.resolve("blobs").resolve(revision + name.length());
      Files.createDirectories(blob.getParent());
      Files.copy(plain.resolve(name), blob);
      Steps.link(snapshot.resolve(name), Path.of("../../blobs").resolve(blob.getFileName()));
    }
    Fixtures.write(repository.resolve("refs").resolve(branch), revision);
    return snapshot;
  }

  private Run open(Path run, Path base) {
    return Run.open(run, new Run.Known(Optional.of(base), Optional.empty(), hub));
  }

  @Test
  void theEnvironmentSaysWhereItIs() {
    Path home = temp.resolve("home");
    assertThat(HubCache.of(Map.of(), home).caches())
        .containsExactly(home.resolve(".cache/huggingface/hub"));
    assertThat(
            HubCache.of(Map.of("HF_HOME", "/a", "HF_HUB_CACHE", "/b", "XDG_CACHE_HOME", "/c"), home)
                .caches())
        .containsExactly(Path.of("/b"), Path.of("/a/hub"), Path.of("/c/huggingface/hub"));
    assertThat(HubCache.of(Map.of("HF_HOME", " "), home).caches()).hasSize(1);
  }

  @Test
  void anIdOrItsFolderIsTheSnapshotOfMain() throws IOException {
    Path main = cached("models--Org--Base-1.5", "aa", "main");
    cached("models--Org--Base-1.5", "bb", "dev");
    Path run = temp.resolve("run");
    Steps.model(run.resolve("checkpoint-1"));
    assertThat(open(run, Path.of("Org/Base-1.5")).base()).isEqualTo(main);
    assertThat(open(run, cache.resolve("models--Org--Base-1.5")).base()).isEqualTo(main);
    assertThat(open(run, main).base()).isEqualTo(main);
    Files.delete(cache.resolve("models--Org--Base-1.5/refs/main"));
    assertThatThrownBy(() -> open(run, Path.of("Org/Base-1.5")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("there are 2 others", "hf download Org/Base-1.5");
  }

  @Test
  void anOldIdIsOneName() throws IOException {
    Path main = cached("models--gpt2", "aa", "main");
    Path run = temp.resolve("run");
    Steps.model(run.resolve("checkpoint-1"));
    assertThat(open(run, Path.of("gpt2")).base()).isEqualTo(main);
  }

  @Test
  void aFolderAroundModelsNamesThem() throws IOException {
    cached("models--Org--Base", "aa", "main");
    Path run = temp.resolve("run");
    Steps.model(run.resolve("checkpoint-1"));
    assertThatThrownBy(() -> open(run, cache))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("these folders look like models: ")
        .hasMessageContaining(cache.resolve("models--Org--Base").toString());
    Path mounted = temp.resolve("mounted/snapshots/aa"); // without the blobs
    Steps.link(mounted.resolve("config.json"), Path.of("../../blobs/gone"));
    assertThatThrownBy(() -> open(run, temp.resolve("mounted")))
        .hasMessageContaining(mounted.toString());
    assertThatThrownBy(() -> open(run, mounted)).hasMessageContaining("which is not there");
  }

  @Test
  void aCacheInPlaceOfARunNamesTheRepositoryWithSteps() throws IOException {
    Path base = cached("models--Org--Base", "aa", "main");
    cached("models--Org--Run", "bb", "step-10");
    assertThatThrownBy(() -> open(cache, base))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(
            "these folders do: " + cache.resolve("models--Org--Run") + " (1 of the steps of this")
        .hasMessageNotContaining("models--Org--Base (");
  }

  @Test
  void anIdStandsForTheSnapshotOfMainOnly() throws IOException {
    Path main = cached("models--Org--Base-1.5", "aa", "main");
    Path other = cached("models--Org--Base-1.5", "bb", "step-10");
    assertThat(HubCache.idOfMain(main)).contains("Org/Base-1.5");
    assertThat(HubCache.idOfMain(other)).isEmpty();
    assertThat(HubCache.idOfMain(main.getParent())).isEmpty();
    assertThat(HubCache.idOfMain(Steps.model(main.resolve("step-1")))).isEmpty();
    assertThat(HubCache.idOfMain(Path.of("/"))).isEmpty();
  }

  @Test
  void whatIsInNoCacheIsFetchedByTheUser() {
    Path run = temp.resolve("run");
    Steps.model(run.resolve("checkpoint-1"));
    assertThatThrownBy(() -> open(run, Path.of("Org/Other")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("hf download Org/Other")
        .hasMessageContaining(cache.toString());
    assertThatThrownBy(() -> open(Path.of("Org/Run"), run)).hasMessageContaining("hf download");
    assertThatThrownBy(() -> open(run, Path.of("a/b/c")))
        .hasMessageContaining("no such directory")
        .hasMessageNotContaining("hf download");
  }

  @Test
  void aPublishedRunHasABranchAStep() throws IOException {
    cached("models--Org--Run", "aa", "main");
    Path ten = cached("models--Org--Run", "bb", "step_10");
    cached("models--Org--Run", "cc", "step_20");
    Fixtures.write(cache.resolve("models--Org--Run/refs/step_30"), "dd");
    Path base = Steps.model(temp.resolve("base"));
    Run run = open(Path.of("Org/Run"), base);
    assertThat(run.steps()).containsOnlyKeys(10L, 20L).containsEntry(10L, ten);
    assertThat(run.notes()).singleElement().asString().contains("step 30", "not in the cache");
  }

  @Test
  void aPublishedRunMayHaveAFolderAStep() throws IOException {
    Path snapshot = cached("models--Org--Run", "aa", "main");
    Steps.model(snapshot.resolve("checkpoint-7"));
    Run run = open(cache.resolve("models--Org--Run"), Steps.model(temp.resolve("base")));
    assertThat(run.steps()).containsOnlyKeys(7L);
  }

  @Test
  void linksWhoseTargetsStayedBehindAreNotBeingWritten() throws IOException {
    Path snapshot = cached("models--Org--Base", "aa", "main");
    Files.delete(cache.resolve("models--Org--Base/blobs/aa17"));
    Path run = temp.resolve("run");
    Steps.model(run.resolve("checkpoint-1"));
    assertThatThrownBy(() -> open(run, snapshot))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("model.safetensors: is a link to ../../blobs/aa17")
        .hasMessageContaining("copy or mount the whole folder");
  }
}
