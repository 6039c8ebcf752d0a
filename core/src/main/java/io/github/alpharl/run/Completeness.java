package io.github.alpharl.run;

import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModelConfig;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.TorchModel;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells a finished checkpoint from one that is still being written, without reading weights. */
final class Completeness {

  private Completeness() {}

  /** Why {@code directory} cannot be used, if so, with what to do. */
  static Optional<String> problem(Path directory) {
    try {
      check(directory);
      return Optional.empty();
    } catch (AlphaRlException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void check(Path directory) {
    refuseTemporary(directory);
    if (StepCheckpoint.isAdapter(directory)) {
      openAll(List.of(directory.resolve(LoraAdapter.WEIGHTS)));
      return;
    }
    WeightFiles weights = WeightFiles.locate(directory);
    List<Path> files =
        switch (weights) {
          case WeightFiles.Single single -> List.of(single.file());
          case WeightFiles.Sharded sharded -> ShardIndex.read(sharded.index()).shards();
          case WeightFiles.Torch torch -> openTorch(torch);
        };
    openAll(files);
    ModelConfig.read(TorchModel.configFolder(directory, weights));
  }

  private static List<Path> openTorch(WeightFiles.Torch torch) {
    TorchModel.open(torch.layout()).close();
    return List.of();
  }

  private static void openAll(List<Path> files) {
    for (Path file : files) {
      SafetensorsFile.open(file).close();
    }
  }

  private static void refuseTemporary(Path directory) {
    List<Path> unfinished = Listing.of(directory, "*.{tmp,part,partial,incomplete}");
    if (!unfinished.isEmpty()) {
      throw BadDataException.of(
          "%s: is still being written, as %s shows; wait until it is complete",
          directory, unfinished.getFirst().getFileName());
    }
  }
}
