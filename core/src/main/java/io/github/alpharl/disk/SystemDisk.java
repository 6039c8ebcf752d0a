package io.github.alpharl.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The disk of this machine. */
final class SystemDisk implements Disk {

  private static Disk shared;
  private static String plan;

  /** Only POSIX systems can force a directory. */
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** The only one of this process, with the fault that is planned at present, if any. */
  static synchronized Disk shared() {
    String now = System.getProperty(FaultyDisk.PROPERTY);
    if (shared == null || !Objects.equals(now, plan)) {
      plan = now;
      shared = FaultyDisk.asPlanned(new SystemDisk());
    }
    return shared;
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    return new ChannelFile(
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(directory)) {
        channel.force(true);
      }
    }
  }

  /**
   * A file that is sent to the device while it is written: the last {@link #force} of a checkpoint
   * of many gigabytes finds little left to wait for.
   */
  private static final class ChannelFile implements DiskFile {

    /**
     * Of a system call. Measured: calls of 64 MB take three times the processor time of those of 1
     * MB, whose bytes the caller's last look left in the cache.
     */
    private static final long CHUNK = 1L << 20;

    /** What may wait in memory before the device is set to work. */
    private static final long BEHIND = 512L << 20;

    private final FileChannel channel;
    private CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);
    private long waiting;

    ChannelFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(MemorySegment bytes) throws IOException {
      for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
        long length = Math.min(CHUNK, bytes.byteSize() - start);
        ByteBuffer chunk = bytes.asSlice(start, length).asByteBuffer();
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
        waiting += length;
        flushBehind();
      }
    }

    private void flushBehind() throws IOException {
      if (waiting >= BEHIND && flush.isDone()) {
        awaitFlush();
        waiting = 0;
        flush = CompletableFuture.runAsync(this::flush, task -> Thread.ofPlatform().start(task));
      }
    }

    private void flush() {
      try {
        channel.force(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The system reports a lost write once: what a flush met must reach the writer. */
    private void awaitFlush() throws IOException {
      try {
        flush.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof UncheckedIOException io) {
          throw io.getCause();
        }
        throw e;
      }
    }

    @Override
    public void force() throws IOException {
      awaitFlush();
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
