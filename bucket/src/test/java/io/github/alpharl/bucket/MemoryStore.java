package io.github.alpharl.bucket;

import io.github.alpharl.bucket.memory.Ranges;
import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects in memory, of a client that may be killed before any of its changes. */
final class MemoryStore implements ObjectStore {

  /** The client is gone: nothing that it asks for happens any more. */
  static final class Killed extends Error {

    private static final long serialVersionUID = 1;
  }

  final Map<String, byte[]> objects;

  /** Changes before the kill. */
  int lives = Integer.MAX_VALUE;

  /** Done once before the next change. */
  Runnable before = () -> {};

  MemoryStore(Map<String, byte[]> objects) {
    this.objects = objects;
  }

  MemoryStore() {
    this(new TreeMap<>());
  }

  private void change() {
    Runnable now = before;
    before = () -> {};
    now.run();
    if (lives == 0) {
      throw new Killed();
    }
    lives--;
  }

  private static Item item(BucketPlace place, byte[] bytes) {
    return new Item(
        place, bytes.length, Integer.toHexString(java.util.Arrays.hashCode(bytes)), Instant.now());
  }

  @Override
  public List<Item> list(BucketPlace place) {
    return objects.entrySet().stream()
        .filter(
            one -> one.getKey().equals(place.key()) || one.getKey().startsWith(place.key() + "/"))
        .map(one -> item(place.at(one.getKey()), one.getValue()))
        .toList();
  }

  @Override
  public void read(Item item, long from, long to, Ranges.Target target) throws IOException {
    byte[] bytes = objects.get(item.place().key());
    target.put(from, ByteBuffer.wrap(bytes, (int) from, (int) (to - from)));
  }

  @Override
  public Sent send(Path file, BucketPlace place) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Sent() {
      @Override
      public Item show(boolean mustBeNew) {
        change();
        if (mustBeNew && objects.containsKey(place.key())) {
          throw EnvironmentException.of("%s: exists already", place);
        }
        objects.put(place.key(), bytes);
        return item(place, bytes);
      }

      @Override
      public void forget() {
        // Nobody has seen it.
      }
    };
  }

  @Override
  public void delete(BucketPlace place) {
    change();
    objects.remove(place.key());
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
