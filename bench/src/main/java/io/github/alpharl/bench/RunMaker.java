package io.github.alpharl.bench;

import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Writes a synthetic run of a model in given shapes: {@code step-0}, the base, and {@code step-1} …
 * in one of the layouts of trainers.
 *
 * @param shapes of the model
 * @param layout of the steps; the base is sharded bfloat16 for Hugging Face
 * @param steps checkpoints after the base
 * @param seed of all numbers
 */
public record RunMaker(QwenShapes shapes, RunLayout layout, int steps, long seed) {

  private static final long SHARD_BYTES = 4_000_000_000L;
  private static final long RESERVE = 1_000_000_000L;

  /** Checks the number of steps. */
  public RunMaker {
    if (steps < 1) {
      throw UsageException.of("a run needs at least one step after the base, not %d", steps);
    }
  }

  /** Bytes of the whole run. */
  public long bytes() {
    return shapes.bytes() + steps * shapes.bytes() / 2 * layout.bytesPerWeight();
  }

  /**
   * Writes the run into {@code directory}.
   *
   * @param progress told the bytes of each tensor written
   * @throws EnvironmentException if the disk has too little space, before anything is written
   */
  public void write(Path directory, LongConsumer progress) {
    requireSpace(directory);
    BulkWeights weights = new BulkWeights(seed);
    for (int step = 0; step <= steps; step++) {
      int number = step;
      AtomicDirectory.write(
          Disk.system(),
          directory.resolve("step-" + step),
          target -> {
            if (number == 0 || layout == RunLayout.HF) {
              fill(target, weights, number, progress);
            } else {
              fillShards(target, weights, number, progress);
            }
          });
    }
  }

  /** A step as verl or accelerate would leave it. */
  private void fillShards(Path target, BulkWeights weights, int step, LongConsumer progress)
      throws IOException {
    boolean verl = layout == RunLayout.FSDP;
    Path folder = target.resolve(verl ? "actor" : "pytorch_model_fsdp_0");
    Disk.system().createDirectory(folder);
    new ShardedStep(shapes, layout)
        .write(
            folder,
            shape ->
                sink -> {
                  content(weights, shape, step).writeTo(sink);
                  progress.accept(QwenShapes.bytes(shape) / 2 * layout.bytesPerWeight());
                });
    text(target.resolve("config.json"), shapes.config());
  }

  private void requireSpace(Path directory) {
    try {
      Files.createDirectories(directory);
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free < bytes() + RESERVE) {
        throw EnvironmentException.of(
                "%s: a base and %d steps need %d bytes but the disk has %d free; ask for fewer steps or"
                    + " name another place",
                directory, steps, bytes() + RESERVE, free)
            .by(Setting.STEPS);
      }
    } catch (IOException e) {
      throw EnvironmentException.because(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private void fill(Path target, BulkWeights weights, int step, LongConsumer progress)
      throws IOException {
    List<List<QwenShapes.Shape>> shards = shards();
    StringBuilder map = new StringBuilder();
    for (int s = 0; s < shards.size(); s++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", s + 1, shards.size());
      List<TensorSource> sources = new ArrayList<>();
      for (QwenShapes.Shape shape : shards.get(s)) {
        sources.add(source(weights, shape, step, progress));
        map.append(map.isEmpty() ? "" : ",\n    ");
        map.append('"').append(shape.name()).append("\": \"").append(name).append('"');
      }
      SafetensorsWriter.write(target.resolve(name), sources);
    }
    text(
        target.resolve("model.safetensors.index.json"),
        "{\n  \"metadata\": {\"total_size\": "
            + shapes.bytes()
            + "},\n  \"weight_map\": {\n    "
            + map
            + "\n  }\n}\n");
    text(target.resolve("config.json"), shapes.config());
  }

  private List<List<QwenShapes.Shape>> shards() {
    List<List<QwenShapes.Shape>> shards = new ArrayList<>();
    long filled = SHARD_BYTES;
    for (QwenShapes.Shape shape : shapes.tensors()) {
      long bytes = QwenShapes.bytes(shape);
      if (filled + bytes > SHARD_BYTES) {
        shards.add(new ArrayList<>());
        filled = 0;
      }
      shards.getLast().add(shape);
      filled += bytes;
    }
    return shards;
  }

  private TensorSource source(
      BulkWeights weights, QwenShapes.Shape shape, int step, LongConsumer progress) {
    TensorContent content = content(weights, shape, step);
    return new TensorSource(
        shape.name(),
        Dtype.BF16,
        shape.size(),
        sink -> {
          content.writeTo(sink);
          progress.accept(QwenShapes.bytes(shape));
        });
  }

  private TensorContent content(BulkWeights weights, QwenShapes.Shape shape, int step) {
    return step > 0 && shape.module()
        ? weights.step(shape, step, (double) step / steps)
        : weights.base(shape);
  }

  private static void text(Path file, String text) throws IOException {
    MemorySegment bytes = MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    Disk.system().write(file, sink -> sink.write(bytes));
  }
}
