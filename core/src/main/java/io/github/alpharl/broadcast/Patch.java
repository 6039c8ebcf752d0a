package io.github.alpharl.broadcast;

import io.airlift.compress.zstd.ZstdInputStream;
import io.github.alpharl.disk.SegmentInputStream;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** One tensor's difference, applied to its bytes from first to last. */
abstract sealed class Patch {

  private static final int BUFFER = 1 << 16;
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final Tensor packed;
  private final InputStream in;
  private final Checksum sum;

  private Patch(Path file, Tensor packed, Checksum sum) {
    this.file = file;
    this.packed = packed;
    this.sum = sum;
    InputStream bytes = new SegmentInputStream(packed.data());
    in = new BufferedInputStream(new ZstdInputStream(bytes), BUFFER);
  }

  /** The difference {@code packed} of {@code file}, of a tensor of {@code bytes}. */
  static Patch of(Difference.Encoding encoding, Path file, Tensor packed, long bytes, Checksum sum)
      throws IOException {
    return switch (encoding) {
      case XOR -> new Xor(file, packed, sum);
      case OVERWRITE -> new Overwrite(file, packed, bytes, sum);
    };
  }

  /** Makes the next {@code length} bytes, which are the old ones, the new ones. */
  final void apply(byte[] bytes, int length) throws IOException {
    change(bytes, length);
    sum.update(bytes, length);
  }

  abstract void change(byte[] bytes, int length) throws IOException;

  /** All bytes were handed over: nothing may be left, and the sum must be right. */
  final void end() throws IOException {
    if (read(new byte[1], 1) != 0) {
      throw bad("is longer than its tensor; it was made for another model");
    }
    if (!sum.isRight()) {
      throw bad(
          "gives other bytes than its checksum says; it was made for another version than the one"
              + " before it here, or the base is another than the one that training began from");
    }
  }

  /** Reads {@code length} bytes, or fewer at the end. */
  final int read(byte[] target, int length) throws IOException {
    try {
      return in.readNBytes(target, 0, length);
    } catch (RuntimeException | IOException e) { // of the decoder: there is no disk below
      throw BadDataException.because(place() + "is damaged: " + e.getMessage(), e)
          .in(file, packed.name())
          .as(Defect.UNSUPPORTED);
    }
  }

  /** Fills {@code target} up to {@code length}. */
  final void need(byte[] target, int length) throws IOException {
    if (read(target, length) < length) {
      throw bad("is shorter than its tensor; it was made for another model");
    }
  }

  final BadDataException bad(String what) {
    return BadDataException.of("%s%s", place(), what).in(file, packed.name()).as(Defect.MISMATCH);
  }

  private String place() {
    return file + ": the difference of '" + packed.name() + "' ";
  }

  /** Old bytes, exclusive-or. */
  private static final class Xor extends Patch {

    Xor(Path file, Tensor packed, Checksum sum) {
      super(file, packed, sum);
    }

    @Override
    void change(byte[] bytes, int length) throws IOException {
      byte[] difference = new byte[length];
      need(difference, length);
      for (int i = 0; i < length; i++) {
        bytes[i] ^= difference[i];
      }
    }
  }

  /** u32 count, then so many u32 places, then a byte for each. */
  private static final class Overwrite extends Patch {

    private final byte[] word = new byte[4];
    private final int[] places; // ascending, unsigned
    private long at;
    private int next;

    Overwrite(Path file, Tensor packed, long bytes, Checksum sum) throws IOException {
      super(file, packed, sum);
      long count = Integer.toUnsignedLong(little());
      if (count > bytes || count > Integer.MAX_VALUE / 4) {
        throw bad("replaces " + count + " of " + bytes + " bytes; it was made for another model");
      }
      places = new int[(int) count];
      long before = -1;
      for (int i = 0; i < places.length; i++) {
        places[i] = little();
        if (place(i) <= before || place(i) >= bytes) {
          throw bad("replaces byte " + place(i) + " of " + bytes + " after byte " + before);
        }
        before = place(i);
      }
    }

    private long place(int i) {
      return Integer.toUnsignedLong(places[i]);
    }

    private int little() throws IOException {
      need(word, 4);
      return (int) LITTLE.get(word, 0);
    }

    @Override
    void change(byte[] bytes, int length) throws IOException {
      while (next < places.length && place(next) < at + length) {
        need(word, 1);
        bytes[(int) (place(next++) - at)] = word[0];
      }
      at += length;
    }
  }
}
