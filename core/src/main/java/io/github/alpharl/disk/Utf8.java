package io.github.alpharl.disk;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Strict UTF-8. */
public final class Utf8 {

  private static final int CHUNK = 1 << 16;

  private Utf8() {}

  /** The offset of the first byte that is not UTF-8, if any; {@code bytes} is below 2 GB. */
  public static OptionalLong check(MemorySegment bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer input = bytes.asByteBuffer();
    CharBuffer output = CharBuffer.allocate(Math.clamp(bytes.byteSize(), 1, CHUNK));
    CoderResult result = decoder.decode(input, output, true);
    while (result.isOverflow()) {
      output.clear();
      result = decoder.decode(input, output, true);
    }
    return result.isError() ? OptionalLong.of(input.position()) : OptionalLong.empty();
  }
}
