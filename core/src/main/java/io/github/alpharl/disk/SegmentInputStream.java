package io.github.alpharl.disk;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The bytes of a memory segment as a stream. */
public final class SegmentInputStream extends InputStream {

  private final MemorySegment bytes;
  private long position;

  public SegmentInputStream(MemorySegment bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return position == bytes.byteSize()
        ? -1
        : Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, position++));
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length > 0 && position == bytes.byteSize()) {
      return -1;
    }
    int count = (int) Math.min(length, bytes.byteSize() - position);
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, target, offset, count);
    position += count;
    return count;
  }
}
