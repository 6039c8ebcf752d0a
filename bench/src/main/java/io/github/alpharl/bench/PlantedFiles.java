package io.github.alpharl.bench;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.spectral.kernel.WeightPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link PlantedUpdate} as mapped safetensors files in a temporary folder, removed on close. */
final class PlantedFiles implements AutoCloseable {

  private static final String NAME = "weight";

  private final Path directory;
  private final List<SafetensorsFile> files = new ArrayList<>();

  PlantedFiles(PlantedUpdate update, Path parent) {
    this.directory = createDirectory(parent);
    add(update, "base", update.base());
    for (int back = 0; back <= 2; back++) {
      add(update, "step-" + back, update.step(PlantedUpdate.STEPS - back));
    }
  }

  private static Path createDirectory(Path parent) {
    try {
      return Files.createTempDirectory(Files.createDirectories(parent), "alpharl-bench-");
    } catch (IOException e) {
      throw EnvironmentException.because(
          parent + ": cannot hold the matrices to measure: " + e.getMessage(), e);
    }
  }

  private void add(PlantedUpdate update, String name, TensorContent content) {
    Path file = directory.resolve(name + ".safetensors");
    List<Long> shape = List.of((long) update.rows(), (long) update.columns());
    SafetensorsWriter.write(file, List.of(new TensorSource(NAME, Dtype.BF16, shape, content)));
    files.add(SafetensorsFile.open(file));
  }

  /** The pair of the base and the step {@code back} before the last. */
  WeightPair pair(int back) {
    return new WeightPair(tensor(0), tensor(1 + back));
  }

  private Tensor tensor(int index) {
    return files.get(index).tensors().get(NAME);
  }

  @Override
  public void close() {
    for (SafetensorsFile file : files) {
      file.close();
      file.path().toFile().delete();
    }
    directory.toFile().delete();
  }
}
