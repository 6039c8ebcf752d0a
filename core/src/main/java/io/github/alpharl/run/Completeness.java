package io.github.alpharl.run;

import io.github.alpharl.broadcast.Difference;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModelConfig;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.TorchModel;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.ShardIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells a finished checkpoint from one that is still being written, without reading weights. */
final class Completeness {

  private Completeness() {}

  /**
   * Why {@code directory} cannot be used, if so, with what to do.
   *
   * @throws EnvironmentException if it lies elsewhere and cannot be reached
   */
  static Optional<String> problem(Path directory) {
    try {
      check(directory);
      return Optional.empty();
    } catch (EnvironmentException e) {
      if (Mirror.isElsewhere(directory)) {
        throw e; // a store that fails now says nothing of what it holds
      }
      return Optional.of(e.getMessage());
    } catch (AlphaRlException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Returns if {@code directory} holds a whole checkpoint.
   *
   * @throws AlphaRlException saying why not and what to do
   */
  static void check(Path directory) {
    refuseTemporary(directory);
    Optional<Path> adapter = StepCheckpoint.adapterDirectory(directory);
    if (adapter.isPresent()) {
      Path weights = adapter.get().resolve(LoraAdapter.WEIGHTS);
      if (Files.exists(weights)) {
        openAll(List.of(weights));
      } else {
        LoraAdapter.requireWhole(adapter.get());
      }
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
    Optional<Difference> difference = Difference.in(directory);
    if (difference.isPresent()) {
      difference.get().requireBefore(); // the base's configuration counts
    } else {
      TorchModel.configFolder(directory, weights).ifPresent(ModelConfig::read);
    }
  }

  private static List<Path> openTorch(WeightFiles.Torch torch) {
    TorchModel.open(torch.layout()).close();
    return List.of();
  }

  private static void openAll(List<Path> files) {
    for (Path file : files) {
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        refusePlaceholders(opened);
      }
    }
  }

  /** DeepSpeed's ZeRO-3 leaves an empty tensor where a weight lies on several devices. */
  private static void refusePlaceholders(SafetensorsFile file) {
    List<String> empty =
        file.tensors().values().stream()
            .filter(tensor -> tensor.shape().contains(0L))
            .map(tensor -> "'" + tensor.name() + "' is " + tensor.shape())
            .toList();
    if (!empty.isEmpty()) {
      throw BadDataException.of(
              "%s: %d of its %d tensors %s empty (%s): placeholders of DeepSpeed's ZeRO-3, whose"
                  + " weights were not gathered when this was saved; set"
                  + " stage3_gather_16bit_weights_on_model_save to true, or rebuild them from the"
                  + " trainer's state with: %s",
              file.path(),
              empty.size(),
              file.tensors().size(),
              empty.size() == 1 ? "is" : "are",
              Wording.firstFive(empty),
              WeightFiles.rebuildCommand(file.path().toAbsolutePath().getParent()))
          .as(Defect.MISSING);
    }
  }

  private static void refuseTemporary(Path directory) {
    List<Path> unfinished = Listing.of(directory, "*.{tmp,part,partial,incomplete}");
    if (!unfinished.isEmpty()) {
      throw BadDataException.of(
              "%s: is still being written, as %s shows; wait until it is complete",
              directory, unfinished.getFirst().getFileName())
          .as(Defect.INCOMPLETE);
    }
  }
}
