package io.github.alpharl.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

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

  private record ChannelFile(FileChannel channel) implements DiskFile {

    /** Below the 2 GB of a buffer and a single system call. */
    private static final long CHUNK = 256L << 20;

    @Override
    public void write(MemorySegment bytes) throws IOException {
      for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
        long length = Math.min(CHUNK, bytes.byteSize() - start);
        ByteBuffer chunk = bytes.asSlice(start, length).asByteBuffer();
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
