package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.FiniteContent;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Writes a new model directory in the image of a template: the same tensor names, types and shapes
 * and the same files beside them, with contents of the caller's choice. Tensors are streamed one by
 * one, and the directory appears under its name only when it is complete and on the device.
 *
 * @param template the model to imitate
 * @param disk where to write
 * @param shardBytes the most bytes of a shard of the template's types, unless one tensor has more
 * @param types the type that is written for one of the template
 */
public record CheckpointWriter(
    HfCheckpoint template, Disk disk, long shardBytes, UnaryOperator<Dtype> types) {

  /** Hugging Face's default: 5 GB, decimal. */
  public static final long SHARD_BYTES = 5_000_000_000L;

  private static final long SLACK_BYTES = 1 << 20;

  /** Chooses what is written for a tensor. */
  @FunctionalInterface
  public interface Contents {

    /** The new content of {@code tensor} of the template, of its shape and of the written type. */
    TensorContent of(Tensor tensor);
  }

  /** A writer with the usual shard size. */
  public CheckpointWriter(HfCheckpoint template) {
    this(template, Disk.system(), SHARD_BYTES);
  }

  /** A writer that keeps the template's types. */
  public CheckpointWriter(HfCheckpoint template, Disk disk, long shardBytes) {
    this(template, disk, shardBytes, UnaryOperator.identity());
  }

  /** A writer of float32 wherever the template has a shorter float type. */
  public static CheckpointWriter precise(HfCheckpoint template) {
    return new CheckpointWriter(
        template, Disk.system(), SHARD_BYTES, type -> isShort(type) ? Dtype.F32 : type);
  }

  private static boolean isShort(Dtype type) {
    return type.isFloat() && type.bytes() < Dtype.F32.bytes();
  }

  /**
   * Checks before any work that {@code target} can be written, and is none of the inputs.
   *
   * @throws EnvironmentException if not
   */
  public void requireUsable(Path target, Path... inputs) {
    Path[] all = Arrays.copyOf(inputs, inputs.length + 1);
    all[inputs.length] = template.directory();
    AtomicDirectory.requireUsable(target, bytes(), all);
  }

  /**
   * Writes {@code target}.
   *
   * @return what the user should know about the written directory
   * @throws EnvironmentException if it is not usable or the disk refuses; then nothing is left
   *     there
   */
  public List<String> write(Path target, Contents contents) {
    return write(target, contents, List.of());
  }

  /**
   * Like {@link #write(Path, Contents)}.
   *
   * @param sources further checkpoints that contents are read from
   * @throws BadDataException if the template or one of them was changed meanwhile
   */
  public List<String> write(
      Path target, Contents contents, Collection<? extends StepCheckpoint> sources) {
    return write(target, contents, sources, template.companions());
  }

  /**
   * Like {@link #write(Path, Contents, Collection)}.
   *
   * @param companions the directory whose tokenizer, templates and generation settings count, that
   *     of the checkpoint that most of what is written comes from; what it has not is the
   *     template's
   */
  public List<String> write(
      Path target,
      Contents contents,
      Collection<? extends StepCheckpoint> sources,
      Path companions) {
    requireUsable(target);
    StepCheckpoint[] all =
        Stream.concat(Stream.of(template), sources.stream()).toArray(StepCheckpoint[]::new);
    AtomicDirectory.write(
        disk,
        target,
        directory -> MappedAccess.fill(() -> fill(directory, target, contents, companions), all));
    return notes(target, companions);
  }

  private List<String> notes(Path target, Path companions) {
    List<String> notes = new ArrayList<>();
    CompanionFiles.difference(template, companions).ifPresent(notes::add);
    if (!CompanionFiles.hasTokenizer(target)) {
      notes.add(
          target
              + ": has no tokenizer, as "
              + template.companions()
              + " has none; copy its files there");
    }
    return List.copyOf(notes);
  }

  private void fill(Path directory, Path target, Contents contents, Path companions)
      throws IOException {
    for (Path file : CompanionFiles.of(template, companions)) {
      if (!file.endsWith(CompanionFiles.CONFIG) || !isRetyped()) {
        CompanionFiles.copy(disk, file, directory);
      }
    }
    if (isRetyped()) {
      writeConfig(directory);
    }
    List<List<Tensor>> shards = shards();
    for (int i = 0; i < shards.size(); i++) {
      String name = shardName(i, shards.size());
      List<TensorSource> sources =
          shards.get(i).stream().map(tensor -> source(tensor, contents)).toList();
      disk.write(
          directory.resolve(name),
          SafetensorsWriter.content(target.resolve(name), sources, SafetensorsWriter.METADATA));
    }
    if (shards.size() > 1) {
      writeIndex(directory, shards);
    }
  }

  /** True where all floats get one type, which the config then names. */
  private boolean isRetyped() {
    return types.apply(Dtype.F32) == types.apply(Dtype.BF16);
  }

  private void writeConfig(Path directory) throws IOException {
    ObjectNode config = template.config().json().deepCopy();
    List<String> keys = List.of("dtype", "torch_dtype");
    keys.stream()
        .filter(config::has)
        .forEach(key -> config.put(key, types.apply(Dtype.F32).torchName()));
    byte[] json = Json.write(config).getBytes(StandardCharsets.UTF_8);
    disk.write(
        directory.resolve(CompanionFiles.CONFIG), sink -> sink.write(MemorySegment.ofArray(json)));
  }

  private TensorSource source(Tensor tensor, Contents contents) {
    Dtype type = types.apply(tensor.dtype());
    TensorContent content = contents.of(tensor);
    return new TensorSource(
        tensor.name(),
        type,
        tensor.shape(),
        type.isFloat() ? new FiniteContent(tensor, type, content) : content);
  }

  /** Fills shards greedily in the order of names. */
  private List<List<Tensor>> shards() {
    List<List<Tensor>> shards = new ArrayList<>();
    shards.add(new ArrayList<>());
    long filled = 0;
    for (Tensor tensor : template.tensors().values()) {
      long bytes = tensor.bytes();
      if (filled > 0 && filled + bytes > shardBytes) {
        shards.add(new ArrayList<>());
        filled = 0;
      }
      shards.getLast().add(tensor);
      filled += bytes;
    }
    return shards;
  }

  private static String shardName(int shard, int count) {
    return count == 1
        ? "model.safetensors"
        : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, count);
  }

  private void writeIndex(Path directory, List<List<Tensor>> shards) throws IOException {
    ObjectNode index = Json.object();
    index.putObject("metadata").put("total_size", weightBytes());
    ObjectNode map = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      for (Tensor tensor : shards.get(i)) {
        map.put(tensor.name(), shardName(i, shards.size()));
      }
    }
    byte[] json = Json.write(index).getBytes(StandardCharsets.UTF_8);
    disk.write(directory.resolve(ShardIndex.NAME), sink -> sink.write(MemorySegment.ofArray(json)));
  }

  private long weightBytes() {
    return template.tensors().values().stream()
        .mapToLong(tensor -> types.apply(tensor.dtype()).bytesOf(tensor.shape()))
        .sum();
  }

  /** An estimate of the written size, a little too large. */
  private long bytes() {
    long beside = 0;
    for (Path file : CompanionFiles.of(template)) {
      beside += file.toFile().length();
    }
    long headers = 512L * template.tensors().size();
    return weightBytes() + beside + headers + SLACK_BYTES;
  }
}
