package io.github.alpharl.score.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one protobuf message: {@code while (reader.next()) switch (reader.field())}.
 * A value that nobody takes is skipped.
 *
 * <p>Source: protobuf.dev, "Encoding". Groups are refused: no event has any.
 */
final class ProtoReader {

  /** The bytes are no protobuf message. */
  static final class Malformed extends Exception {

    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int MAX_VARINT_BYTES = 10;

  private final ByteBuffer bytes;
  private int key;
  private ByteBuffer value; // of the current field where its length is fixed or stated
  private long varint;

  ProtoReader(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Moves to the next field; false at the end. */
  boolean next() throws Malformed {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long read = readVarint();
    key = (int) read;
    if (read != key || field() < 1) {
      throw new Malformed("a field number of " + (read >>> 3));
    }
    readValue();
    return true;
  }

  private void readValue() throws Malformed {
    switch (type()) {
      case VARINT -> varint = readVarint();
      case FIXED64 -> value = take(8);
      case BYTES -> value = take(readVarint());
      case FIXED32 -> value = take(4);
      default -> throw new Malformed("a field of the unknown type " + type());
    }
  }

  int field() {
    return key >>> 3;
  }

  int type() {
    return key & 7;
  }

  /** True if the current field is {@code field} with the type {@code type}. */
  boolean is(int field, int type) {
    return field() == field && type() == type;
  }

  long varint() {
    return varint;
  }

  float float32() {
    return value.getFloat(0);
  }

  /** The bytes of the current field, little-endian. */
  ByteBuffer content() {
    return value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  String text() {
    return StandardCharsets.UTF_8.decode(content()).toString();
  }

  private long readVarint() throws Malformed {
    long result = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && bytes.hasRemaining(); i++) {
      byte next = bytes.get();
      result |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return result;
      }
    }
    throw new Malformed("a number that does not end");
  }

  private ByteBuffer take(long length) throws Malformed {
    if (length < 0 || length > bytes.remaining()) {
      throw new Malformed(
          "a field of " + length + " bytes where " + bytes.remaining() + " are left");
    }
    ByteBuffer slice = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return slice;
  }
}
