package io.github.alpharl.torch.pickle;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Subject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of pickles, from the first to the last, within their bounds. */
final class PickleBytes {

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_NAME = 1024;

  /** What is brought beyond a value. */
  private static final long AHEAD = 1 << 20;

  private final MemorySegment data;
  private final Subject subject;
  private long position;

  /** One past the bytes that can be read, which are brought some at a time. */
  private long here;

  PickleBytes(MemorySegment data, Subject subject) {
    this.data = data;
    this.subject = subject;
  }

  long position() {
    return position;
  }

  long size() {
    return data.byteSize();
  }

  boolean atEnd() {
    return position == data.byteSize();
  }

  /** Steps over {@code count} bytes, whose start is returned. */
  private long take(long count) {
    if (count < 0 || count > data.byteSize() - position) {
      throw cutOff();
    }
    bring(position + count);
    position += count;
    return position - count;
  }

  private void bring(long end) {
    if (end > here) {
      long next = Math.min(data.byteSize(), end + AHEAD);
      Residency.need(data.asSlice(here, next - here));
      here = next;
    }
  }

  private BadDataException cutOff() {
    return subject.bad("ends inside a value at byte %d", position);
  }

  int unsigned1() {
    return data.get(ValueLayout.JAVA_BYTE, take(1)) & 0xFF;
  }

  int unsigned2() {
    return unsigned1() | unsigned1() << 8;
  }

  int signed4() {
    return unsigned2() | unsigned2() << 16;
  }

  long unsigned4() {
    return Integer.toUnsignedLong(signed4());
  }

  /** A length of 8 bytes; one beyond 2^63 is cut off in any file. */
  long length8() {
    long length = data.get(LONG, take(8));
    if (length < 0) {
      throw cutOff();
    }
    return length;
  }

  double float8() {
    return Double.longBitsToDouble(Long.reverseBytes(data.get(LONG, take(8))));
  }

  byte[] bytes(long count) {
    long start = take(count);
    if (count > Integer.MAX_VALUE - 16) {
      throw subject.bad("has %d bytes in one value", count);
    }
    return data.asSlice(start, count).toArray(ValueLayout.JAVA_BYTE);
  }

  /** A little-endian integer of {@code count} bytes. */
  BigInteger integer(int count) {
    byte[] bytes = bytes(count);
    for (int i = 0; i < count / 2; i++) {
      byte low = bytes[i];
      bytes[i] = bytes[count - 1 - i];
      bytes[count - 1 - i] = low;
    }
    return count == 0 ? BigInteger.ZERO : new BigInteger(bytes);
  }

  String text(long count) {
    return decode(limited(count));
  }

  /** A string of Python 2. */
  String latin(long count) {
    return new String(limited(count), StandardCharsets.ISO_8859_1);
  }

  private byte[] limited(long count) {
    subject.require(count <= MAX_STRING, "has a string of %d bytes", count);
    return bytes(count);
  }

  private String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw subject.bad("has a string that is not UTF-8 before byte %d", position);
    }
  }

  /** A name that ends with a line feed. */
  String line() {
    long end = position;
    long most = Math.min(data.byteSize(), position + MAX_NAME + 1);
    bring(most);
    while (end < most && data.get(ValueLayout.JAVA_BYTE, end) != '\n') {
      end++;
    }
    if (end == most) {
      throw subject.bad("has a name of more than %d bytes at byte %d", MAX_NAME, position);
    }
    String line = decode(bytes(end - position));
    position++;
    return line;
  }

  /** {@code name} if it is short enough for one. */
  String name(String name) {
    subject.require(name.length() <= MAX_NAME, "has a name of more than %d bytes", MAX_NAME);
    return name;
  }
}
