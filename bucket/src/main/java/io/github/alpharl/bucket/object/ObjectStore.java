package io.github.alpharl.bucket.object;

import io.github.alpharl.bucket.memory.Ranges;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What is asked of a store of objects, for many threads at once. */
public interface ObjectStore extends AutoCloseable {

  /**
   * One version of an object.
   *
   * @param tag tells versions apart
   */
  record Item(BucketPlace place, long size, String tag, Instant changed) {}

  /** An object that is sent and that nobody sees yet. */
  interface Sent {

    /**
     * Shows it to all.
     *
     * @param mustBeNew fail if such an object is there
     */
    Item show(boolean mustBeNew);

    /** Forgets it. */
    void forget();
  }

  /** The object {@code place}, if it is one, and all whose keys begin with it and a slash. */
  List<Item> list(BucketPlace place);

  /**
   * Brings the bytes {@code from ≤ i < to} of the version {@code item}.
   *
   * @throws io.github.alpharl.failure.BadDataException if it was replaced or deleted
   * @throws io.github.alpharl.failure.EnvironmentException if the store fails or refuses
   * @throws IOException if {@code target} refuses them
   */
  void read(Item item, long from, long to, Ranges.Target target) throws IOException;

  /** Sends {@code file}; {@link Sent#show} makes it the object {@code place}. */
  Sent send(Path file, BucketPlace place);

  /** Deletes {@code place}, if it is there. */
  void delete(BucketPlace place);

  @Override
  void close();
}
