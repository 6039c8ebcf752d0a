package io.github.alpharl.disk;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A file mapped for reading, of any size, from every thread until closed. Reads belong into {@link
 * MappedAccess#guard} where the file may vanish meanwhile.
 */
public final class MappedFile implements AutoCloseable {

  /** Scattered reads wait for the disk, not for a core. */
  private static final int READERS = 16;

  /** A file that is read whole as fast as in pieces. */
  private static final long SMALL = 64L << 20;

  private final Path path;
  private final FileState state;
  private final Arena arena = Arena.ofShared();
  private final Optional<Remote> remote;
  private final MemorySegment bytes;

  private MappedFile(Path path, String expected) {
    this.path = path;
    this.remote = Mirror.current().open(path);
    this.state = FileState.of(path);
    this.bytes = remote.isPresent() ? remote.get().bytes() : map(path, expected);
    remote.ifPresent(Residency::add);
  }

  /**
   * Maps {@code path}, which should be a file of the kind {@code expected}.
   *
   * @throws BadDataException if it is missing or a directory
   * @throws EnvironmentException if it cannot be read
   */
  public static MappedFile open(Path path, String expected) {
    MappedFile file = openInPieces(path, expected);
    try {
      Residency.need(file.bytes);
      return file;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** Like {@link #open}, for a reader that asks {@link Residency} for each piece that it reads. */
  public static MappedFile openInPieces(Path path, String expected) {
    return new MappedFile(path, expected);
  }

  private MemorySegment map(Path file, String expected) {
    try {
      if (Files.isDirectory(file)) {
        throw BadDataException.of("%s: is a directory, expected a %s file", file, expected)
            .in(file)
            .as(Defect.MISSING);
      }
      try (FileChannel channel = FileChannel.open(file)) {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      }
    } catch (IOException e) {
      arena.close();
      throw e instanceof NoSuchFileException
          ? BadDataException.because(file + ": there is no such file", e)
              .in(file)
              .as(Defect.MISSING)
          : Disk.failed("cannot read", file, e);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** All of it. */
  public MemorySegment bytes() {
    return bytes;
  }

  /**
   * Brings small pieces of the mapped data into memory, many at a time. Touching them there would
   * make the system read megabytes around each, on some machines the whole file.
   *
   * @param pieces slices of {@link #bytes}; those of other files are left alone
   */
  public void fetch(List<MemorySegment> pieces) {
    if (remote.isPresent()) {
      remote.get().fetch(ranges(pieces));
      return;
    }
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

  /** Where those of {@code pieces} lie that are of this file. */
  private List<long[]> ranges(List<MemorySegment> pieces) {
    return pieces.stream()
        .filter(MemorySegment::isNative)
        .map(piece -> range(piece.address() - bytes.address(), piece.byteSize()))
        .filter(range -> range[0] >= 0 && range[1] <= bytes.byteSize())
        .toList();
  }

  private static long[] range(long from, long length) {
    return new long[] {from, from + length};
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
   * data whole. Of one that lies elsewhere each piece was found unchanged when it was brought.
   *
   * @throws BadDataException if it was shortened, overwritten or replaced meanwhile
   */
  public void requireUnchanged() {
    if (remote.isEmpty()) {
      state.requireSame(path);
    }
  }

  /** Unmaps the file; its bytes can no longer be read. */
  @Override
  public void close() {
    remote.ifPresent(Residency::remove);
    remote.ifPresent(Remote::close);
    arena.close();
  }
}
