package io.github.alpharl.bucket;

import io.github.alpharl.bucket.memory.ScratchSpace;
import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore;
import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.bucket.object.ObjectStore.Sent;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.disk.TempNames;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries files to their place in a bucket. A folder is sent whole before any of it is seen, and
 * the file without which it is no model is shown last: whoever is killed before leaves parts that
 * nobody sees, or files that no loader takes for a model, with a mark by which this program knows
 * them.
 */
final class Carrier {

  /** Without these no program takes a folder for a model or an adapter. */
  private static final List<String> LAST = List.of("adapter_config.json", "config.json");

  private final ObjectStore store;
  private final Mirrored files;
  private final ScratchSpace space;

  Carrier(ObjectStore store, Mirrored files, ScratchSpace space) {
    this.store = store;
    this.files = files;
    this.space = space;
  }

  /** Objects by the path that stands for each. */
  record Carried(Map<Path, Item> items) {}

  /** Carries the file {@code from} to the place of {@code to}, where it replaces another. */
  Carried file(Path from, Path to) {
    return new Carried(Map.of(to, send(from, to).show(false)));
  }

  /** The name here of what lies in a bucket has no bytes. */
  private Sent send(Path from, Path to) {
    if (files.item(from).isPresent()) {
      throw EnvironmentException.of(
          "%s: its bytes are in the bucket and are not moved there; run this command on a copy on"
              + " this machine",
          files.place(from));
    }
    return store.send(from, files.place(to));
  }

  /**
   * Carries the files of the folder {@code from} to the place of {@code to}; of two processes that
   * do so at once one is refused.
   */
  Carried folder(Path from, Path to) {
    Map<Path, Sent> sent = new LinkedHashMap<>();
    try {
      for (Path file : inOrder(from)) {
        Path target = to.resolve(from.relativize(file).toString());
        sent.put(target, send(file, target));
      }
      clear(to);
    } catch (RuntimeException | Error e) {
      undo(sent, Map.of(), e);
      throw e;
    }
    String owner = TempNames.fresh();
    try {
      return claimed(owner, to, sent);
    } finally {
      TempNames.release(owner);
    }
  }

  /** Deletes what a killed process left there, its mark last. */
  private void clear(Path folder) {
    List<BucketPlace> left = files.leftBehind(folder);
    left.forEach(store::delete);
    if (!left.isEmpty()) {
      store.delete(mark(folder));
    }
  }

  private BucketPlace mark(Path folder) {
    return files.place(folder.resolve(Claim.NAME));
  }

  private Carried claimed(String owner, Path to, Map<Path, Sent> sent) {
    Map<Path, Item> shown = new LinkedHashMap<>();
    boolean claimed = false;
    try {
      claim(owner, to, sent.keySet());
      claimed = true;
      for (Map.Entry<Path, Sent> one : sent.entrySet()) {
        boolean mustBeNew = LAST.contains(one.getKey().getFileName().toString());
        shown.put(one.getKey(), one.getValue().show(mustBeNew));
      }
    } catch (RuntimeException | Error e) {
      undo(sent, shown, e);
      if (claimed) {
        giveBack(to, e);
      }
      throw e;
    }
    giveBack(to, new IllegalStateException()); // a mark beside whole files means nothing
    return new Carried(shown);
  }

  private void claim(String owner, Path to, Set<Path> all) {
    List<String> names =
        all.stream().map(path -> to.relativize(path).toString().replace('\\', '/')).toList();
    Path file = files.root().resolveSibling(owner);
    try {
      Files.writeString(file, new Claim(owner, names).text());
      store.send(file, mark(to)).show(true);
      Files.delete(file);
    } catch (IOException e) {
      throw Disk.failed("cannot write", file, e);
    }
  }

  private void giveBack(Path folder, Throwable failure) {
    try {
      store.delete(mark(folder));
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void undo(Map<Path, Sent> sent, Map<Path, Item> shown, Throwable failure) {
    sent.forEach(
        (path, one) -> {
          try {
            if (shown.containsKey(path)) {
              store.delete(files.place(path));
            } else {
              one.forget();
            }
          } catch (RuntimeException e) {
            failure.addSuppressed(e);
          }
        });
  }

  private static List<Path> inOrder(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .sorted(
              Comparator.comparingInt((Path file) -> LAST.indexOf(file.getFileName().toString()))
                  .thenComparing(Comparator.naturalOrder()))
          .toList();
    } catch (IOException e) {
      throw Disk.failed("cannot read", folder, e);
    }
  }

  /** Notes what is in the bucket now; of weights the names alone stay here. */
  void settle(Carried carried) throws IOException {
    for (Map.Entry<Path, Item> one : carried.items().entrySet()) {
      Path path = one.getKey();
      Item item = one.getValue();
      if (Filling.isElsewhere(path.toString(), item.size())) {
        Filling.name(path, item);
        files.elsewhere(path, item);
        space.give(item.size());
      } else {
        files.here(path, item);
      }
    }
  }

  /** Deletes what {@code path} stands for. */
  void delete(Path path) {
    store.delete(files.place(path));
  }

  /** Carries all that is here and not, or not so, in the bucket. */
  void finish() {
    List<Path> left = new ArrayList<>();
    try (Stream<Path> all = Files.walk(files.root())) {
      all.filter(path -> Files.isRegularFile(path) && files.covers(path))
          .filter(path -> !isOwn(path) && !files.isThere(path))
          .forEach(left::add);
    } catch (IOException e) {
      throw Disk.failed("cannot read", files.root(), e);
    }
    for (Path path : left) {
      BucketPlace place = files.place(path);
      files.here(path, store.send(path, place).show(false));
    }
  }

  /** Locks and unfinished files mean nothing elsewhere. */
  private boolean isOwn(Path path) {
    if (path.endsWith(FolderLock.NAME)) {
      return true;
    }
    for (Path part : files.root().relativize(path)) {
      if (TempNames.isTemp(part)) {
        return true;
      }
    }
    return false;
  }
}
