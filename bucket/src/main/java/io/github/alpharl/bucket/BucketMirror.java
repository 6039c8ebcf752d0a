package io.github.alpharl.bucket;

import io.github.alpharl.bucket.memory.FarFile;
import io.github.alpharl.bucket.memory.Fetching;
import io.github.alpharl.bucket.memory.Ranges;
import io.github.alpharl.bucket.memory.ScratchSpace;
import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore;
import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.disk.Remote;
import io.github.alpharl.disk.Scratch;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Paths for places in buckets. A path lies in a folder of this process in the scratch space: small
 * files are copied there, weights are names and sizes alone, whose ranges are brought when they are
 * read and let go afterwards. What is written there goes to the bucket.
 */
public final class BucketMirror implements Mirror, AutoCloseable {

  private static final int THREADS = 16;

  private final ObjectStore store;
  private final Path folder;
  private final Path root;
  private final ScratchSpace space;
  private final Fetching fetching;
  private final Mirrored files;
  private final Carrier carrier;
  private final List<BucketPlace> asked = new ArrayList<>();
  private final AtomicLong received = new AtomicLong();

  /**
   * A mirror of {@code store}.
   *
   * @param scratch where its folder is made; it is made where it is not there
   * @param limit bytes of scratch space that may be in use
   * @throws EnvironmentException if the folder cannot be made
   */
  public BucketMirror(ObjectStore store, Path scratch, long limit) {
    this.store = store;
    try {
      this.folder = Scratch.take(scratch);
      this.root = Files.createDirectory(folder.resolve("s3"));
      this.space = new ScratchSpace(Files.createDirectory(folder.resolve("ranges")), limit);
    } catch (IOException e) {
      throw EnvironmentException.because(
              scratch + ": no scratch space can be made there: " + e.getMessage(), e)
          .by(Setting.SCRATCH);
    }
    this.fetching = new Fetching(space, THREADS);
    this.files = new Mirrored(root);
    this.carrier = new Carrier(store, files, space);
    Mirror.install(this);
  }

  /** The path that stands for {@code text}, a place in a bucket; it is filled by {@link #fill}. */
  public Path path(String text) {
    BucketPlace place = BucketPlace.of(text);
    synchronized (asked) {
      if (!asked.contains(place)) {
        asked.add(place);
      }
    }
    return files.path(place);
  }

  /**
   * Lists all places that were asked for, names what is new and copies what is small.
   *
   * @return what was left out, for the user
   */
  public List<String> fill() {
    List<String> notes = new ArrayList<>();
    synchronized (asked) {
      for (BucketPlace place : asked) {
        Filling filling = new Filling(store, files, space, received);
        notes.addAll(filling.fill(place, fetching));
      }
    }
    return notes;
  }

  @Override
  public void refresh() {
    fill();
  }

  /** Carries what was written past the {@link Disk}, such as journals, to its place. */
  public void finish() {
    carrier.finish();
  }

  @Override
  public String shown(String text) {
    return text.replace(root + "/", BucketPlace.SCHEME);
  }

  /** Bytes of objects that were received. */
  public long received() {
    return received.get();
  }

  /** The most bytes of scratch space that were in use at a time. */
  public long mostScratch() {
    return space.most();
  }

  @Override
  public Optional<Remote> open(Path file) {
    return files.item(file).map(item -> new FarFile(new ItemRanges(item), fetching));
  }

  @Override
  public boolean holds(Path file) {
    return files.item(file).isPresent();
  }

  @Override
  public Path workplace(Path place) {
    return files.covers(place) ? folder.resolve("work") : place;
  }

  @Override
  public Disk over(Disk disk) {
    return new BucketDisk(disk, files, carrier, space);
  }

  /** Ends the mirror and deletes its folder. */
  @Override
  public void close() {
    Mirror.remove(this);
    fetching.close();
    store.close();
    Scratch.give(folder);
  }

  /** The ranges of one version of an object, counted. */
  private final class ItemRanges implements Ranges {

    private final Item item;

    ItemRanges(Item item) {
      this.item = item;
    }

    @Override
    public long size() {
      return item.size();
    }

    @Override
    public void read(long from, long to, Target target) throws IOException {
      store.read(item, from, to, target);
      received.addAndGet(to - from);
    }
  }
}
