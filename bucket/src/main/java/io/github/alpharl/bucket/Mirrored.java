package io.github.alpharl.bucket;

import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.disk.FileState;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which path stands for which place, and what of it is here. */
final class Mirrored {

  private final Path root;

  /** Files that are names and sizes alone. */
  private final Map<Path, Item> items = new ConcurrentHashMap<>();

  /** Files that are here as they are in the bucket, in the state in which they were so. */
  private final Map<Path, Copy> copies = new ConcurrentHashMap<>();

  /** What killed processes left of folders that they sent. */
  private final Map<Path, List<BucketPlace>> leftovers = new ConcurrentHashMap<>();

  private record Copy(String tag, FileState state) {}

  Mirrored(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** The path that stands for {@code place}. */
  Path path(BucketPlace place) {
    return root.resolve(place.bucket()).resolve(place.key());
  }

  /** True if {@code path} stands for a place in a bucket. */
  boolean covers(Path path) {
    Path plain = plain(path);
    return plain.startsWith(root) && plain.getNameCount() > root.getNameCount() + 1;
  }

  /** The place that {@code path} stands for. */
  BucketPlace place(Path path) {
    Path plain = plain(path);
    Path bucket = root.resolve(plain.getName(root.getNameCount()));
    String key = bucket.relativize(plain).toString().replace(File.separatorChar, '/');
    return new BucketPlace(bucket.getFileName().toString(), key);
  }

  Optional<Item> item(Path path) {
    return items.isEmpty() ? Optional.empty() : Optional.ofNullable(items.get(plain(path)));
  }

  /** True if the bucket has an object of this path as it is here. */
  boolean isThere(Path path) {
    Path plain = plain(path);
    Copy copy = copies.get(plain);
    return items.containsKey(plain) || (copy != null && FileState.of(plain).equals(copy.state));
  }

  /** {@code places} are no files of {@code folder}: who sent them was killed. */
  void leftBehind(Path folder, List<BucketPlace> places) {
    leftovers.put(plain(folder), places);
  }

  /** What was left behind in {@code folder}, told once. */
  List<BucketPlace> leftBehind(Path folder) {
    List<BucketPlace> left = leftovers.remove(plain(folder));
    return left == null ? List.of() : left;
  }

  void elsewhere(Path path, Item item) {
    copies.remove(plain(path));
    items.put(plain(path), item);
  }

  void here(Path path, Item item) {
    items.remove(plain(path));
    copies.put(plain(path), new Copy(item.tag(), FileState.of(path)));
  }

  /** True if {@code path} stands for this version of it already. */
  boolean isKnown(Path path, Item item) {
    Item named = items.get(plain(path));
    Copy copy = copies.get(plain(path));
    return named != null
        ? Objects.equals(named.tag(), item.tag())
        : copy != null && Objects.equals(copy.tag, item.tag());
  }

  /** Forgets {@code path}; true if the bucket has an object of it. */
  boolean forget(Path path) {
    boolean elsewhere = items.remove(plain(path)) != null;
    return copies.remove(plain(path)) != null || elsewhere;
  }
}
