package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The files of one checkpoint while they are opened. */
final class Shards {

  final List<SafetensorsFile> files = new ArrayList<>();
  final List<TorchModel> torch = new ArrayList<>();
  final Map<String, Path> fileOf = new HashMap<>();
  final NavigableMap<String, Tensor> tensors = new TreeMap<>(NaturalOrder.INSTANCE);
  final Map<String, Tensor> unindexed = new HashMap<>();
  final List<String> notes = new ArrayList<>();
  private ShardIndex index;

  void open(WeightFiles weights) {
    switch (weights) {
      case WeightFiles.Single single -> add(single.file());
      case WeightFiles.Sharded sharded -> open(read(sharded));
      case WeightFiles.Torch found -> open(TorchModel.open(found.layout()));
    }
  }

  /** The configuration beside {@code weights}, else that of {@code base}, which is said. */
  ModelConfig config(Path directory, WeightFiles weights, Optional<HfCheckpoint> base) {
    refuseDifferences(directory, weights);
    Optional<Path> folder = TorchModel.configFolder(directory, weights);
    if (folder.isEmpty() && base.isPresent()) {
      notes.add(directory + ": has no config.json; that of the base counts");
      return base.get().config();
    }
    return ModelConfig.read(folder.orElseThrow(() -> TorchModel.noConfig(directory)));
  }

  private void refuseDifferences(Path directory, WeightFiles weights) {
    Map<String, String> said =
        weights instanceof WeightFiles.Sharded sharded
            ? read(sharded).said()
            : ShardIndex.metadata(directory);
    if (ShardIndex.isDifference(said)) {
      throw BadDataException.of(
              "%s: holds differences from another version, not weights; they are read as steps of"
                  + " the run in the folder around it",
              directory)
          .in(directory)
          .as(Defect.UNSUPPORTED);
    }
  }

  /** Read once: that of a large model of experts has many thousands of lines. */
  private ShardIndex read(WeightFiles.Sharded sharded) {
    if (index == null) {
      index = ShardIndex.read(sharded.index());
    }
    return index;
  }

  private void open(ShardIndex index) {
    index.shards().forEach(this::add);
    checkPlaces(index);
    reportExtra(index);
  }

  private void open(TorchModel model) {
    torch.add(model);
    tensors.putAll(model.tensors());
    notes.addAll(model.notes());
  }

  private void add(Path path) {
    SafetensorsFile file = SafetensorsFile.open(path);
    files.add(file);
    for (Tensor tensor : file.tensors().values()) {
      Path other = fileOf.put(tensor.name(), path);
      if (other != null) {
        throw BadDataException.of(
                "%s: tensor '%s' is also in %s; every tensor must be in one shard",
                path, tensor.name(), other.getFileName())
            .in(path, tensor.name());
      }
      tensors.put(tensor.name(), tensor);
    }
  }

  private void checkPlaces(ShardIndex index) {
    List<String> wrong = new ArrayList<>();
    index
        .shardOf()
        .forEach(
            (name, shard) -> {
              Path place = fileOf.get(name);
              if (place == null || !place.endsWith(shard)) {
                wrong.add("'" + name + "' (" + shard + ")");
              }
            });
    if (!wrong.isEmpty()) {
      throw BadDataException.of(
              "%s: %s not in the shard that the index names: %s",
              index.file(),
              Wording.count(wrong.size(), "tensor is", "tensors are"),
              Wording.firstFive(wrong))
          .in(index.file())
          .as(Defect.MISMATCH);
    }
  }

  private void reportExtra(ShardIndex index) {
    List<String> extra =
        tensors.keySet().stream().filter(name -> !index.shardOf().containsKey(name)).toList();
    if (!extra.isEmpty()) {
      extra.forEach(name -> unindexed.put(name, tensors.remove(name)));
      notes.add(
          index.file()
              + ": ignores "
              + Wording.count(extra.size(), "tensor")
              + " that the index does not name: "
              + Wording.firstFive(extra));
    }
  }

  void close() {
    files.forEach(SafetensorsFile::close);
    torch.forEach(TorchModel::close);
  }
}
