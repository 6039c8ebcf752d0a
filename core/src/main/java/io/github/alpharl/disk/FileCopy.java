package io.github.alpharl.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies of files, wherever they lie, or further names of those that never change. */
public final class FileCopy {

  private static final long PIECE = 8L << 20;

  private FileCopy() {}

  /**
   * Gives the file {@code from} the further name {@code to}, which is new; of one that lies
   * elsewhere its bytes are copied, as its name here has none.
   */
  public static void link(Path from, Path to) throws IOException {
    if (Mirror.current().holds(from)) {
      copyFromElsewhere(from, to);
      return;
    }
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | IOException _) {
      Files.copy(from, to); // another file system, or none with links
    }
  }

  /** Copies the file {@code from}, wherever it lies, to {@code to}, which is new. */
  public static void copy(Path from, Path to) throws IOException {
    if (Mirror.current().holds(from)) {
      copyFromElsewhere(from, to);
    } else {
      Files.copy(from, to);
    }
  }

  private static void copyFromElsewhere(Path from, Path to) {
    try (MappedFile file = MappedFile.openInPieces(from, "checkpoint's")) {
      AtomicFile.write(to, sink -> MappedAccess.run(from, () -> write(file, sink)));
    }
  }

  private static void write(MappedFile file, ByteSink sink) {
    long size = file.bytes().byteSize();
    for (long at = 0; at < size; at += PIECE) {
      MemorySegment piece = file.bytes().asSlice(at, Math.min(PIECE, size - at));
      try {
        sink.write(Residency.need(piece));
      } catch (IOException e) {
        throw Disk.failed("cannot copy", file.path(), e);
      }
      Residency.release(List.of(piece));
    }
  }
}
