package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The lines of a file that grows. A half-written last line waits. A file that became smaller, or
 * whose beginning differs, is read anew, but for the lines that it shares with what was read: a
 * trainer that goes on from a checkpoint cuts its log there.
 */
final class LineTail {

  private static final int BLOCK = 1 << 16;
  private static final int HEAD = 256;
  private static final int LONGEST = 16 << 20;

  private final Path file;
  private long offset;
  private byte[] head = new byte[0];
  private FileState seen = new FileState(-1, null, null);
  private boolean restarted;
  private long[] hashes = new long[64]; // of the lines read, in order
  private int count; // how many of them
  private int taken;
  private boolean known; // all lines up to here are as they were read before
  private long tooLong;

  LineTail(Path file) {
    this.file = file;
  }

  /** Hands over the lines that are new and whole, and at the {@code end} the last one, too. */
  void poll(boolean end, Consumer<String> lines) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    FileState now = FileState.of(file);
    if (now.equals(seen) && !end) {
      return;
    }
    seen = now;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < offset || !sameHead(channel)) {
        restarted |= offset > 0;
        offset = 0;
        taken = 0;
        known = true;
      }
      read(channel, end, lines);
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private boolean sameHead(FileChannel channel) throws IOException {
    byte[] now = new byte[head.length];
    channel.read(ByteBuffer.wrap(now), 0);
    return Arrays.equals(now, head);
  }

  private void read(FileChannel channel, boolean end, Consumer<String> lines) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long at = offset;
    while (channel.read(block.clear(), at) > 0) {
      for (int i = 0; i < block.position(); i++) {
        at++;
        byte b = block.get(i);
        if (b != '\n') {
          add(line, b);
        } else {
          hand(line, lines);
          offset = at;
        }
      }
    }
    if (end && line.size() > 0) {
      hand(line, lines);
      offset = at;
    }
    keepHead(channel);
  }

  private void add(ByteArrayOutputStream line, byte b) {
    if (line.size() < LONGEST) {
      line.write(b);
    }
  }

  private void hand(ByteArrayOutputStream line, Consumer<String> lines) {
    if (isNew(line)) {
      if (line.size() >= LONGEST) {
        tooLong++;
      } else {
        lines.accept(line.toString(StandardCharsets.UTF_8));
      }
    }
    line.reset();
  }

  private boolean isNew(ByteArrayOutputStream line) {
    long hash = 31L * line.size() + Arrays.hashCode(line.toByteArray());
    known &= taken < count && hashes[taken] == hash;
    if (taken == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * taken);
    }
    hashes[taken++] = hash;
    count = known ? count : taken;
    return !known;
  }

  private void keepHead(FileChannel channel) throws IOException {
    byte[] now = new byte[(int) Math.min(HEAD, offset)];
    channel.read(ByteBuffer.wrap(now), 0);
    head = now;
  }

  /** True, once, if the file was begun anew since the last call. */
  boolean wasRestarted() {
    boolean was = restarted;
    restarted = false;
    return was;
  }

  /** Lines of more than 16 MiB, which were passed over since the last call. */
  long tooLong() {
    long some = tooLong;
    tooLong = 0;
    return some;
  }
}
