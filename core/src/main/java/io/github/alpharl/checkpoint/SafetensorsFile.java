package io.github.alpharl.checkpoint;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A safetensors file, memory-mapped and checked; of any size, and readable from every thread until
 * closed. Only the header is read on opening. Reads of tensor data belong into {@link
 * MappedAccess#guard} where the file may vanish meanwhile.
 */
public final class SafetensorsFile implements AutoCloseable {

  private final Path path;
  private final Arena arena;
  private final FileState state;
  private final SequencedMap<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private SafetensorsFile(
      Path path,
      Arena arena,
      FileState state,
      SequencedMap<String, Tensor> tensors,
      Map<String, String> metadata) {
    this.path = path;
    this.arena = arena;
    this.state = state;
    this.tensors = tensors;
    this.metadata = metadata;
  }

  /**
   * Maps {@code path} and checks its header.
   *
   * @throws BadDataException if the file breaks a rule of the format
   * @throws EnvironmentException if it cannot be read
   */
  public static SafetensorsFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      FileState state = FileState.of(path);
      MemorySegment bytes = map(path, arena);
      return MappedAccess.guard(path, () -> over(path, arena, state, bytes));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static MemorySegment map(Path path, Arena arena) {
    if (Files.isDirectory(path)) {
      throw BadDataException.of("%s: is a directory, expected a safetensors file", path);
    }
    try (FileChannel channel = FileChannel.open(path)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (NoSuchFileException e) {
      throw BadDataException.because(path + ": there is no such file", e);
    } catch (IOException e) {
      throw Disk.failed("cannot read", path, e);
    }
  }

  private static SafetensorsFile over(
      Path path, Arena arena, FileState state, MemorySegment bytes) {
    SafetensorsHeader header = SafetensorsHeader.read(path, bytes);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorEntry entry : header.entries()) {
      MemorySegment data = bytes.asSlice(header.dataStart() + entry.begin(), entry.bytes());
      tensors.put(entry.name(), new Tensor(entry.name(), entry.dtype(), entry.shape(), data));
    }
    return new SafetensorsFile(
        path,
        arena,
        state,
        Collections.unmodifiableSequencedMap(tensors),
        Collections.unmodifiableMap(header.metadata()));
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** The tensors by name, in the order of their data. */
  public SequencedMap<String, Tensor> tensors() {
    return tensors;
  }

  /** The writer's {@code __metadata__}, often {@code format = pt}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns if the file is still the one that was mapped, or is deleted, which leaves the mapped
   * data whole.
   *
   * @throws BadDataException if it was shortened, overwritten or replaced meanwhile
   */
  public void requireUnchanged() {
    state.requireSame(path);
  }

  /** Unmaps the file; its tensors can no longer be read. */
  @Override
  public void close() {
    arena.close();
  }
}
