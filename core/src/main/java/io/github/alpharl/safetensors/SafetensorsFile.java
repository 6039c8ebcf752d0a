package io.github.alpharl.safetensors;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A safetensors file, memory-mapped and checked; of any size, and readable from every thread until
 * closed. Only the header is read on opening. Reads of tensor data belong into {@link
 * MappedAccess#guard} where the file may vanish meanwhile.
 */
public final class SafetensorsFile implements AutoCloseable {

  /** Scattered reads wait for the disk, not for a core. */
  private static final int READERS = 16;

  /** A file that is read whole as fast as in pieces. */
  private static final long SMALL = 64L << 20;

  private final Path path;
  private final Arena arena;
  private final FileState state;
  private final MemorySegment bytes;
  private final SequencedMap<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private SafetensorsFile(
      Path path,
      Arena arena,
      FileState state,
      MemorySegment bytes,
      SequencedMap<String, Tensor> tensors,
      Map<String, String> metadata) {
    this.path = path;
    this.arena = arena;
    this.state = state;
    this.bytes = bytes;
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
        bytes,
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
   * Brings small pieces of the mapped data into memory, many at a time. Touching them there would
   * make the system read megabytes around each, on some machines the whole file.
   *
   * @param pieces slices of tensors' data; those of other files are left alone
   */
  public void fetch(List<MemorySegment> pieces) {
    if (bytes.byteSize() < SMALL) {
      return;
    }
    try (FileChannel channel = FileChannel.open(path);
        ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      for (MemorySegment piece : pieces) {
        long start = piece.address() - bytes.address();
        if (start >= 0 && start + piece.byteSize() <= bytes.byteSize()) {
          readers.execute(() -> fetch(channel, start, (int) piece.byteSize()));
        }
      }
    } catch (IOException gone) {
      // Whoever uses the data reads it then, or meets the fault.
    }
  }

  private static void fetch(FileChannel channel, long start, int length) {
    try {
      channel.read(ByteBuffer.allocate(length), start);
    } catch (IOException gone) {
      // As above.
    }
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
