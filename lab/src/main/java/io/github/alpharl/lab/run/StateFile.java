package io.github.alpharl.lab.run;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.rl.Learner;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Weights;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything a run needs to go on after a kill, in one safetensors file that is replaced
 * atomically: weights and optimizer moments without rounding, and the counts of steps.
 *
 * @param file where
 * @param compute precision and place of the tensors
 */
record StateFile(Path file, Compute compute) {

  private static final String STEP = "step";
  private static final String UPDATES = "updates.";

  private Dtype dtype() {
    return compute.precision() == Compute.Precision.FLOAT64 ? Dtype.F64 : Dtype.F32;
  }

  void write(int step, Learner learner) {
    List<TensorSource> sources = new ArrayList<>();
    learner.state().forEach((group, weights) -> sources.addAll(prefixed(group, weights)));
    learner.faultMemory().forEach((group, weights) -> sources.addAll(prefixed(group, weights)));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(STEP, Integer.toString(step));
    learner
        .updaters()
        .forEach((name, updater) -> metadata.put(UPDATES + name, Long.toString(updater.count())));
    SafetensorsWriter.write(Disk.system(), file, sources, metadata);
  }

  private List<TensorSource> prefixed(String group, Weights weights) {
    return ModelFiles.sources(weights, dtype()).stream()
        .map(s -> new TensorSource(group + "/" + s.name(), s.dtype(), s.shape(), s.content()))
        .toList();
  }

  /** Copies the file into {@code learner}'s tensors; the step that it is of. */
  int read(Learner learner) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      learner.state().forEach((group, weights) -> copy(stored, group, weights));
      learner.faultMemory().forEach((group, weights) -> recall(stored, group, weights));
      learner.updaters().forEach((name, updater) -> updater.resume(number(stored, UPDATES + name)));
      return Math.toIntExact(number(stored, STEP));
    }
  }

  /** A run that was healthy until here has no memory of a fault. */
  private void recall(SafetensorsFile stored, String group, Weights weights) {
    if (stored.tensors().keySet().stream().anyMatch(name -> name.startsWith(group + "/"))) {
      copy(stored, group, weights);
    }
  }

  private void copy(SafetensorsFile stored, String group, Weights weights) {
    for (String name : weights.map().keySet()) {
      var tensor = stored.tensors().get(group + "/" + name);
      if (tensor == null) {
        throw BadDataException.of(
                "%s: lacks the tensor %s/%s; the run cannot be continued from it.",
                file, group, name)
            .in(file, group + "/" + name)
            .as(Defect.MISSING);
      }
      weights.copyInto(name, tensor, compute);
    }
  }

  private long number(SafetensorsFile stored, String key) {
    String text = stored.metadata().get(key);
    if (text == null) {
      throw BadDataException.of("%s: lacks the number %s in its metadata.", file, key)
          .in(file, key)
          .as(Defect.MISSING);
    }
    return Long.parseLong(text);
  }
}
