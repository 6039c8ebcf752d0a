package io.github.alpharl.run;

import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.torch.TorchLayouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What shows without reading that a step's directory was written again: sizes, times and identities
 * of the files with its weights.
 */
public record StepStamp(Map<String, FileState> files) {

  private static final String TORCH =
      "{*.pt,*.bin,*.pth,*.ckpt,*.distcp,.metadata,shard-*.safetensors}";

  /** Copies the map. */
  public StepStamp {
    files = Map.copyOf(files);
  }

  /** The present stamp of {@code directory}; of one that is not there, an empty one. */
  public static StepStamp of(Path directory) {
    Map<String, FileState> files = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      Listing.of(
              StepCheckpoint.adapterDirectory(directory).orElse(directory),
              "{*.safetensors,*.safetensors.index.json,adapter_config.json}")
          .forEach(file -> files.put(file.getFileName().toString(), FileState.of(file)));
      addTorch(directory, files);
    }
    return new StepStamp(files);
  }

  private static void addTorch(Path directory, Map<String, FileState> files) {
    if (files.isEmpty()) {
      TorchLayouts.recognise(directory).stream()
          .flatMap(layout -> Listing.of(layout.folder(), TORCH).stream())
          .forEach(file -> files.put(file.getFileName().toString(), FileState.of(file)));
    }
  }
}
