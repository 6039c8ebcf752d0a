package io.github.alpharl.eval.result;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file line by line with the place of each; what follows the last line feed is left. */
final class LineReader implements AutoCloseable {

  private static final int BLOCK = 1 << 20;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private int from;
  private int to;
  private long place;
  private int number;

  LineReader(Path file) throws IOException {
    this.in = Files.newInputStream(file);
  }

  /** A line without its line feed: its number from 1, and where it starts. */
  record Line(int number, long start, byte[] bytes) {

    long end() {
      return start + bytes.length + 1;
    }
  }

  /** The next line; null after the last. */
  Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (from < to || fill()) {
      int feed = from;
      while (feed < to && block[feed] != '\n') {
        feed++;
      }
      line.write(block, from, feed - from);
      from = feed;
      if (feed < to) {
        from++;
        Line whole = new Line(++number, place, line.toByteArray());
        place = whole.end();
        return whole;
      }
    }
    return null;
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(block));
    return to > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
