package io.github.alpharl.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileCopy;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.disk.Scratch;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are sent to a bucket must be there whole or be taken for nothing. */
class BucketMirrorTest {

  private static final String OUT = "s3://bucket/some/model";
  private static final int LARGE = 100_000;

  @TempDir Path temp;

  /** A model by the names of its files, different for each {@code seed}. */
  private static Map<String, byte[]> model(int seed, String... weights) {
    Random random = new Random(seed);
    Map<String, byte[]> model = new TreeMap<>();
    model.put("config.json", ("{\"seed\": " + seed + "}").getBytes(StandardCharsets.UTF_8));
    model.put("tokenizer/vocab.json", "{}".getBytes(StandardCharsets.UTF_8));
    for (String name : weights) {
      byte[] bytes = new byte[LARGE];
      random.nextBytes(bytes);
      model.put(name, bytes);
    }
    return model;
  }

  private static void write(Path target, Map<String, byte[]> model) {
    AtomicDirectory.write(
        Disk.system(),
        target,
        folder -> {
          for (Map.Entry<String, byte[]> one : model.entrySet()) {
            Path file = folder.resolve(one.getKey());
            Disk.system().createDirectories(file.getParent());
            Disk.system().write(file, sink -> sink.write(MemorySegment.ofArray(one.getValue())));
          }
        });
  }

  private BucketMirror mirror(MemoryStore store) {
    return new BucketMirror(store, temp, Long.MAX_VALUE);
  }

  private static void assertHolds(MemoryStore store, Map<String, byte[]> model) {
    assertThat(store.objects.keySet())
        .containsExactlyInAnyOrderElementsOf(
            model.keySet().stream().map(name -> "some/model/" + name).toList());
    model.forEach(
        (name, bytes) -> assertThat(store.objects.get("some/model/" + name)).isEqualTo(bytes));
  }

  /** Kills a process that sends {@code model} before its change number {@code lives}. */
  private boolean isKilled(MemoryStore store, int lives, Map<String, byte[]> model) {
    store.lives = lives;
    try (BucketMirror mirror = mirror(store)) {
      Path out = mirror.path(OUT);
      mirror.fill();
      write(out, model);
      return false;
    } catch (MemoryStore.Killed killed) {
      return true;
    } finally {
      store.lives = Integer.MAX_VALUE;
    }
  }

  /** On a disk no name is both a file's and a folder's, and none is longer than 255 bytes. */
  @Test
  void whatHasNoNameOfAFileIsLeftOutAndSaid() throws IOException {
    MemoryStore store = new MemoryStore();
    String odd = "back\\slash a+b%20 ä😀\n.txt";
    for (String name : new String[] {"", "/deep", "/deep/" + odd, "/deep/" + "ä".repeat(128)}) {
      store.objects.put("some/model" + name, new byte[] {1});
    }
    try (BucketMirror mirror = mirror(store)) {
      Path out = mirror.path(OUT);
      assertThat(mirror.fill()).singleElement().asString().contains("leaves out 3 objects");
      assertThat(out.resolve("deep").resolve(odd)).hasBinaryContent(new byte[] {1});
      Disk.system().delete(out.resolve("deep").resolve(odd));
      assertThat(store.objects).hasSize(3).doesNotContainKey("some/model/deep/" + odd);
    }
  }

  @Test
  void aKillAtAnyMomentLeavesNothingThatLooksWholeAndTheNextRunMendsIt() {
    Map<String, byte[]> first = model(1, "model-1.safetensors", "model-2.safetensors");
    Map<String, byte[]> second = model(2, "model.safetensors");
    int lives = 0;
    for (boolean killed = true; killed; lives++) {
      MemoryStore store = new MemoryStore();
      killed = isKilled(store, lives, first);
      boolean looksWhole = store.objects.containsKey("some/model/config.json");
      if (looksWhole) {
        store.objects.remove("some/model/" + Claim.NAME);
        assertHolds(store, first);
      } else {
        assertMended(store, second);
      }
    }
    assertThat(lives).isGreaterThan(first.size() + 2);
  }

  private void assertMended(MemoryStore store, Map<String, byte[]> model) {
    for (int lives = 0; isKilled(store, lives, model); lives++) {
      if (store.objects.containsKey("some/model/config.json")) {
        store.objects.remove("some/model/" + Claim.NAME);
        break; // all is there, only the mark was not deleted
      }
    }
    assertHolds(store, model);
  }

  @Test
  void whatAKilledCommandLeftIsSaidAndIsNotThere() {
    MemoryStore store = new MemoryStore();
    assertThat(isKilled(store, 3, model(1, "model.safetensors"))).isTrue();
    try (BucketMirror mirror = mirror(store)) {
      Path out = mirror.path(OUT);
      assertThat(mirror.fill())
          .singleElement()
          .asString()
          .contains("leaves out 3 objects", "whose command was killed");
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void ofTwoThatSendTheSameFolderOneIsRefused() {
    MemoryStore store = new MemoryStore();
    MemoryStore others = new MemoryStore(store.objects);
    Map<String, byte[]> winner = model(1, "model.safetensors");
    try (BucketMirror mirror = mirror(store);
        BucketMirror other = mirror(others)) {
      Path out = mirror.path(OUT);
      Path same = other.path(OUT);
      mirror.fill();
      other.fill();
      Runnable late =
          () ->
              assertThatThrownBy(() -> write(same, model(2, "model.safetensors")))
                  .isInstanceOf(EnvironmentException.class)
                  .hasMessageContaining("exists already");
      store.before = () -> store.before = late; // when the mark is there
      write(out, winner);
    }
    assertHolds(store, winner);
  }

  /** Other programs read what is tried, and none of it is kept. */
  @Test
  void modelsThatAreTriedStayOnThisMachine() {
    MemoryStore store = new MemoryStore();
    Map<String, byte[]> model = model(1, "model.safetensors");
    assertThat(isKilled(store, 100, model)).isFalse();
    try (BucketMirror mirror = mirror(store)) {
      Path there = mirror.path(OUT);
      mirror.fill();
      assertThatThrownBy(() -> Mirror.forOthers(there))
          .hasMessageContaining(OUT + ": lies in a bucket");
      Path tried =
          Scratch.use(
              there.resolve("models"),
              folder -> {
                write(folder.resolve("model"), model);
                Path weights = folder.resolve("model/model.safetensors");
                assertThat(weights).hasBinaryContent(model.get("model.safetensors"));
                assertThat(Mirror.forOthers(folder.resolve("model"))).contains("model");
                return folder;
              });
      assertThat(tried).doesNotExist();
    }
    assertHolds(store, model);
  }

  @Test
  void whatLiesThereIsCopiedByItsBytesAndNeverMoved() throws IOException {
    MemoryStore store = new MemoryStore();
    Map<String, byte[]> model = model(1, "model.safetensors");
    assertThat(isKilled(store, 100, model)).isFalse();
    try (BucketMirror mirror = mirror(store)) {
      Path out = mirror.path(OUT);
      mirror.fill();
      Path copy = temp.resolve("copy");
      FileCopy.link(out.resolve("model.safetensors"), copy);
      assertThat(copy).hasBinaryContent(model.get("model.safetensors"));
      FileCopy.copy(out.resolve("model.safetensors"), out.resolve("again.safetensors"));
      assertThat(store.objects.get("some/model/again.safetensors"))
          .isEqualTo(model.get("model.safetensors"));
      assertThatThrownBy(() -> Disk.system().move(out, out.resolveSibling("other")))
          .hasMessageContaining("its bytes are in the bucket");
      assertThat(Files.exists(out)).isTrue();
    }
  }
}
