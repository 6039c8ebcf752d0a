package io.github.alpharl.bucket;

import io.github.alpharl.bucket.memory.ScratchSpace;
import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore;
import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.bucket.object.ObjectStore.Sent;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.disk.TempNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Carries files to their place in a bucket. A folder is sent whole before any of it is seen, and
 * the file without which it is no model is shown last: whoever is killed before leaves parts that
 * nobody sees, or files that no loader takes for a model.
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
    return new Carried(Map.of(to, store.send(from, files.place(to)).show(false)));
  }

  /** Carries the files of the folder {@code from} to the place of {@code to}. */
  Carried folder(Path from, Path to) {
    Map<Path, Sent> sent = new LinkedHashMap<>();
    Map<Path, Item> shown = new LinkedHashMap<>();
    try {
      for (Path file : inOrder(from)) {
        Path target = to.resolve(from.relativize(file).toString());
        sent.put(target, store.send(file, files.place(target)));
      }
      for (Map.Entry<Path, Sent> one : sent.entrySet()) {
        boolean mustBeNew = LAST.contains(one.getKey().getFileName().toString());
        shown.put(one.getKey(), one.getValue().show(mustBeNew));
      }
      return new Carried(shown);
    } catch (RuntimeException | Error e) {
      undo(sent, shown, e);
      throw e;
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
