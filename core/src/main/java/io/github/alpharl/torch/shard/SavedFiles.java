package io.github.alpharl.torch.shard;

import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.MappedFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.torch.archive.TorchFile;
import io.github.alpharl.torch.tensor.StateDict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files of {@code torch.save} that hold whole tensors: one, or some with an index. */
public final class SavedFiles {

  private SavedFiles() {}

  /** The state dict of {@code path}. */
  static StateDict read(Path path, OpenFiles files) {
    MappedFile file = files.map(path);
    Subject subject = Subject.of(path, TorchFile.ADVICE);
    return MappedAccess.guard(path, () -> StateDict.of(TorchFile.read(file.bytes(), subject)));
  }

  /** Reads the one file {@code path}. */
  public static Parts single(Path path, OpenFiles files) {
    Parts parts = new Parts();
    parts.addAll(read(path, files));
    return parts;
  }

  /** Reads the shards that {@code index} names; what it does not name is left out. */
  public static Parts indexed(ShardIndex index, OpenFiles files) {
    Parts parts = new Parts();
    Map<String, Path> places = new TreeMap<>();
    for (Path shard : index.shards()) {
      StateDict dict = read(shard, files);
      dict.parts()
          .forEach(
              (name, part) -> {
                if (shard.endsWith(index.shardOf().getOrDefault(name, ""))) {
                  parts.add(name, part);
                } else {
                  places.put(name, shard);
                }
              });
      dict.leftOut().forEach(parts::leaveOut);
    }
    check(index, places, parts);
    return parts;
  }

  private static void check(ShardIndex index, Map<String, Path> elsewhere, Parts parts) {
    List<String> missing =
        index.shardOf().keySet().stream()
            .filter(name -> !parts.has(name) && !parts.leftOut().containsKey(name))
            .map(Wording::brief)
            .toList();
    if (!missing.isEmpty()) {
      throw BadDataException.of(
              "%s: %s not in the shard that the index names: %s",
              index.file(),
              Wording.count(missing.size(), "tensor is", "tensors are"),
              Wording.firstFive(missing))
          .in(index.file())
          .as(Defect.MISMATCH);
    }
    if (!elsewhere.isEmpty()) {
      parts.note(
          index.file()
              + ": ignores "
              + Wording.count(elsewhere.size(), "tensor")
              + " that the index places elsewhere or does not name: "
              + Wording.firstFive(new TreeSet<>(elsewhere.keySet())));
    }
  }
}
