package io.github.alpharl.bench;

import static io.github.alpharl.bench.TorchPickle.join;
import static io.github.alpharl.bench.TorchPickle.little;

import io.github.alpharl.disk.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A zip archive as torch.save writes it without checksums: records stored, with their sizes in the
 * directory only, payloads at multiples of 64 bytes from its start.
 */
final class TorchArchive {

  private static final int ALIGNMENT = 64;
  private static final long NARROW = 0xFFFFFFFFL;

  private final ByteSink sink;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private long position;
  private long open;
  private int count;

  TorchArchive(ByteSink sink) {
    this.sink = sink;
  }

  /** Bytes so far. */
  long position() {
    return position;
  }

  private void put(byte[] bytes) throws IOException {
    write(MemorySegment.ofArray(bytes));
  }

  /** Continues the record that was begun. */
  void write(MemorySegment bytes) throws IOException {
    sink.write(bytes);
    position += bytes.byteSize();
  }

  void add(String name, byte[] data) throws IOException {
    begin(name, data.length);
    put(data);
    end();
  }

  /** Begins a record of {@code size} bytes. */
  void begin(String name, long size) throws IOException {
    byte[] full = ("archive/" + name).getBytes(StandardCharsets.US_ASCII);
    long header = position;
    int padding = (int) (ALIGNMENT - (header + 30 + full.length + 4) % ALIGNMENT);
    put(
        join(
            little(0x04034b50, 4),
            new byte[22],
            little(full.length, 2),
            little(padding + 4L, 2),
            full,
            new byte[] {'F', 'B'},
            little(padding, 2),
            new byte[padding]));
    directory.writeBytes(central(full, size, header));
    open = size;
    count++;
  }

  private static byte[] central(byte[] name, long size, long header) {
    boolean far = header >= NARROW;
    return join(
        little(0x02014b50, 4),
        new byte[16],
        little(size, 4),
        little(size, 4),
        little(name.length, 2),
        little(far ? 12 : 0, 2),
        new byte[10],
        little(far ? NARROW : header, 4),
        name,
        far ? join(little(1, 2), little(8, 2), little(header, 8)) : new byte[0]);
  }

  /** Ends the record that was begun. */
  void end() throws IOException {
    if (open > 0) {
      put(join(little(0x08074b50, 4), little(0, 4), little(open, 4), little(open, 4)));
    }
  }

  /** Writes the directory. */
  void finish() throws IOException {
    add("version", new byte[] {'3', '\n'});
    long start = position;
    put(directory.toByteArray());
    long end = position;
    put(
        join(
            little(0x06064b50, 4),
            little(44, 8),
            new byte[12],
            little(count, 8),
            little(count, 8),
            little(end - start, 8),
            little(start, 8)));
    put(join(little(0x07064b50, 4), new byte[4], little(end, 8), little(1, 4)));
    put(
        join(
            little(0x06054b50, 4),
            new byte[4],
            little(count, 2),
            little(count, 2),
            little(end - start, 4),
            little(Math.min(start, NARROW), 4),
            new byte[2]));
  }
}
