package io.github.alpharl.score.tensorboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The records of a TFRecord stream: u64 length, u32 masked CRC-32C of the length, the bytes, u32
 * masked CRC-32C of the bytes, all little-endian; mask(c) = rotate right by 15, plus 0xa282ead8.
 *
 * <p>No length is believed before its checksum is right, and no record above {@value #MAX_RECORD}
 * bytes is kept. A live file ends anywhere: an unfinished record is the end.
 *
 * <p>Source: tensorflow/core/lib/io/record_writer.cc.
 */
final class RecordStream {

  static final int MAX_RECORD = 64 << 20;

  private static final int HEAD = 12;

  /** Why the stream ended. */
  enum End {
    CLEAN,
    UNFINISHED,
    DAMAGED
  }

  private final InputStream in;
  private long offset;
  private long damaged;
  private long tooLarge;
  private End end = End.CLEAN;

  RecordStream(InputStream in) {
    this(in, 0);
  }

  /** Goes on at byte {@code offset}, where a record ended and {@code in} stands. */
  RecordStream(InputStream in, long offset) {
    this.in = in;
    this.offset = offset;
  }

  /** The next record whose checksum is right; empty at the {@link #end}. */
  Optional<ByteBuffer> next() throws IOException {
    while (true) {
      byte[] head = in.readNBytes(HEAD);
      if (head.length < HEAD) {
        end = head.length == 0 ? End.CLEAN : End.UNFINISHED;
        return Optional.empty();
      }
      long length = littleEndian(head).getLong(0);
      if (littleEndian(head).getInt(8) != masked(head, 8) || length < 0) {
        end = End.DAMAGED;
        return Optional.empty();
      }
      Optional<ByteBuffer> record = length > MAX_RECORD ? pass(length) : body((int) length);
      if (record.isPresent() || end == End.UNFINISHED) {
        return record;
      }
    }
  }

  private Optional<ByteBuffer> body(int length) throws IOException {
    byte[] body = in.readNBytes(length + 4);
    if (body.length < length + 4) {
      end = End.UNFINISHED;
      return Optional.empty();
    }
    offset += HEAD + (long) body.length;
    if (littleEndian(body).getInt(length) != masked(body, length)) {
      damaged++;
      return Optional.empty();
    }
    return Optional.of(ByteBuffer.wrap(body, 0, length));
  }

  private Optional<ByteBuffer> pass(long length) throws IOException {
    long left = length + 4;
    for (long passed = in.skip(left); passed > 0; passed = in.skip(left)) {
      left -= passed;
    }
    while (left > 0 && in.read() >= 0) {
      left--;
    }
    tooLarge++;
    offset += HEAD + length + 4;
    end = left > 0 ? End.UNFINISHED : end;
    return Optional.empty();
  }

  /** Where the last complete record ends. */
  long offset() {
    return offset;
  }

  /** How many records had a wrong checksum and were passed over. */
  long damaged() {
    return damaged;
  }

  /** How many records were too large to be scalars and were passed over. */
  long tooLarge() {
    return tooLarge;
  }

  End end() {
    return end;
  }

  /** The masked checksum of the first {@code length} bytes. */
  static int masked(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
