package io.github.alpharl.bucket;

import io.github.alpharl.bucket.memory.Fetching;
import io.github.alpharl.bucket.memory.ScratchSpace;
import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore;
import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.TempNames;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Gives the objects of a place their names on this disk, and small ones their bytes. */
final class Filling {

  /** Files that are read as {@link io.github.alpharl.disk.MappedFile}s and in no other way. */
  private static final Set<String> WEIGHTS = Set.of("safetensors", "bin", "pt", "pth", "distcp");

  /** Weights below this size are no matrices; {@code training_args.bin} is none at all. */
  private static final long TINY = 64L << 10;

  /** Beyond it a file that holds no weights is nothing that this program reads. */
  private static final long LARGE = 256L << 20;

  /** Bytes of a name on the disks of today's systems. */
  private static final int LONGEST_NAME = 255;

  private final ObjectStore store;
  private final Mirrored files;
  private final ScratchSpace space;
  private final AtomicLong received;
  private final List<Item> leftOut = new ArrayList<>();
  private final List<Item> unfinished = new ArrayList<>();

  Filling(ObjectStore store, Mirrored files, ScratchSpace space, AtomicLong received) {
    this.store = store;
    this.files = files;
    this.space = space;
    this.received = received;
  }

  /** Fills {@code place}; returns what to say. */
  List<String> fill(BucketPlace place, Fetching fetching) {
    List<Item> copied = new ArrayList<>();
    int known = 0;
    List<Item> listed = store.list(place);
    findUnfinished(listed);
    Set<String> folders = folders(listed);
    for (Item item : listed) {
      if (isMark(item) || unfinished.contains(item)) {
        continue;
      }
      if (!isName(item.place().key()) || folders.contains(item.place().key())) {
        leftOut.add(item);
      } else if (files.isKnown(files.path(item.place()), item)) {
        known++;
      } else if (isElsewhere(item.place().key(), item.size())) {
        name(item);
      } else if (item.size() > LARGE) {
        leftOut.add(item);
      } else {
        copied.add(item);
      }
    }
    fetching.all(copied, this::copy);
    return known > 0 ? List.of() : notes(place);
  }

  /** Whether a file of this name and size is brought range by range. */
  static boolean isElsewhere(String name, long size) {
    String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return WEIGHTS.contains(end) && size > TINY;
  }

  private static boolean isMark(Item item) {
    return ("/" + item.place().key()).endsWith("/" + Claim.NAME);
  }

  /** Files of folders whose sending ended before the last of them. */
  private void findUnfinished(List<Item> listed) {
    Map<String, Item> byKey = new HashMap<>();
    listed.forEach(item -> byKey.put(item.place().key(), item));
    for (Item mark : listed) {
      if (isMark(mark) && mark.size() <= LARGE) {
        findUnfinished(mark, byKey);
      }
    }
  }

  private void findUnfinished(Item mark, Map<String, Item> byKey) {
    String key = mark.place().key();
    String folder = key.substring(0, key.length() - Claim.NAME.length());
    Claim claim = Claim.of(text(mark));
    if (claim.isLeft(mark.changed(), name -> byKey.containsKey(folder + name))) {
      List<Item> left =
          claim.names().stream()
              .map(name -> byKey.get(folder + name))
              .filter(Objects::nonNull)
              .toList();
      unfinished.addAll(left);
      unfinished.add(mark);
      files.leftBehind(
          files.path(mark.place()).getParent(),
          Stream.concat(left.stream(), Stream.of(mark)).map(Item::place).toList());
    }
  }

  private String text(Item item) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(item.size()));
    try {
      store.read(item, 0, item.size(), (_, piece) -> bytes.put(piece));
    } catch (IOException e) {
      throw Disk.failed("cannot read", files.path(item.place()), e);
    }
    received.addAndGet(item.size());
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  /** What other keys go on from: on a disk no name is both a file's and a folder's. */
  private static Set<String> folders(List<Item> listed) {
    Set<String> folders = new HashSet<>();
    for (Item item : listed) {
      String key = item.place().key();
      for (int end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
        if (!folders.add(key.substring(0, end))) {
          break; // and so are those before it
        }
      }
    }
    return folders;
  }

  private static boolean isName(String key) {
    return Arrays.stream(key.split("/", -1)).allMatch(Filling::isPart)
        && !TempNames.isTemp(Path.of(key));
  }

  private static boolean isPart(String part) {
    return !part.isEmpty()
        && !part.equals(".")
        && !part.equals("..")
        && part.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
  }

  private List<String> notes(BucketPlace place) {
    return Stream.of(
            note(place, leftOut, "that are neither weights nor small, or have no names of files"),
            note(place, unfinished, "whose command was killed while it sent them"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> note(BucketPlace place, List<Item> items, String reason) {
    if (items.isEmpty()) {
      return Optional.empty();
    }
    long bytes = items.stream().mapToLong(Item::size).sum();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: leaves out %d objects of %,d bytes %s, the first is %s",
            place,
            items.size(),
            bytes,
            reason,
            items.getFirst().place()));
  }

  private void name(Item item) {
    Path path = files.path(item.place());
    try {
      Files.createDirectories(path.getParent());
      name(path, item);
    } catch (IOException e) {
      throw Disk.failed("cannot write", path, e);
    }
    files.elsewhere(path, item);
  }

  /** A file of {@code item}'s size and time without content, in the place of any other. */
  static void name(Path path, Item item) throws IOException {
    Files.deleteIfExists(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(item.size());
    }
    Files.setLastModifiedTime(path, FileTime.from(item.changed()));
  }

  private void copy(Item item) {
    Path path = files.path(item.place());
    space.take(item.size());
    try {
      Files.createDirectories(path.getParent());
      try (FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        store.read(
            item,
            0,
            item.size(),
            (at, bytes) -> {
              while (bytes.hasRemaining()) {
                channel.write(bytes);
              }
            });
      }
      Files.setLastModifiedTime(path, FileTime.from(item.changed()));
    } catch (IOException e) {
      throw Disk.failed("cannot write", path, e);
    } catch (UncheckedIOException e) {
      throw Disk.failed("cannot write", path, e.getCause());
    }
    received.addAndGet(item.size());
    files.here(path, item);
  }
}
