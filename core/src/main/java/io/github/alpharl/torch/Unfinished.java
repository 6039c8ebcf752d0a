package io.github.alpharl.torch;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Mirror;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** torch.save writes in place, and the directory of the archive last: its end shows the rest. */
final class Unfinished {

  private static final byte[] BEGIN = {'P', 'K', 3, 4};
  private static final byte[] END = {'P', 'K', 5, 6};
  private static final int END_BYTES = 22;

  private Unfinished() {}

  /** {@code layout}, or the same as incomplete if an archive of it has no end yet. */
  static TorchLayout check(TorchLayout layout) {
    List<String> open =
        layout.files().stream()
            .filter(Unfinished::lacksEnd)
            .map(file -> file.getFileName().toString())
            .toList();
    return open.isEmpty()
        ? layout
        : TorchLayout.incomplete(
            layout.kind(),
            layout.folder(),
            layout.files(),
            open.getFirst() + " does not end as a zip archive");
  }

  private static boolean lacksEnd(Path file) {
    if (Mirror.current().holds(file)) {
      return false; // what lies elsewhere is there as a whole
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      return size == 0
          || (startsWith(channel, 0, BEGIN)
              && (size < END_BYTES || !startsWith(channel, size - END_BYTES, END)));
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private static boolean startsWith(FileChannel channel, long at, byte[] expected)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(expected.length);
    int read = channel.read(bytes, at);
    return read == expected.length && Arrays.equals(bytes.array(), expected);
  }
}
