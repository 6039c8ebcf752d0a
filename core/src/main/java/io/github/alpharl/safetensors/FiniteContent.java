package io.github.alpharl.safetensors;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Content of a float tensor that is refused, on its way to the file, where a number of it is NaN or
 * infinite.
 *
 * @param tensor its name and shape, for the message
 * @param dtype the type that is written
 */
public record FiniteContent(Tensor tensor, Dtype dtype, TensorContent content)
    implements TensorContent {

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bytes that are looked at and written before the next, so that they are still in the cache. */
  private static final long STRETCH = 1L << 20;

  /** Numbers of eight bytes that are looked at together, within the processor's first cache. */
  private static final int BLOCK = 2048;

  @Override
  public List<MemorySegment> reads() {
    return content.reads();
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    long[] written = new long[1];
    long[] block = new long[BLOCK];
    content.writeTo(
        bytes -> {
          for (long start = 0; start < bytes.byteSize(); start += STRETCH) {
            MemorySegment some = bytes.asSlice(start, Math.min(STRETCH, bytes.byteSize() - start));
            if (mayHoldOdd(some, block)) {
              refuse(some, written[0] / dtype.bytes());
            }
            written[0] += some.byteSize();
            sink.write(some);
          }
        });
  }

  /**
   * Looks at eight bytes at a time: a number is not finite where all bits of its exponent are set,
   * so that one added to them carries into the sign's place.
   */
  private boolean mayHoldOdd(MemorySegment bytes, long[] block) {
    long exponent = exponents();
    long lowest = exponent & -exponent;
    long one = repeated(lowest);
    long sign = repeated(1L << (dtype.bits() - 1));
    long all = repeated(exponent);
    long whole = bytes.byteSize() / 8;
    long odd = 0;
    for (long at = 0; at < whole; at += BLOCK) {
      int count = (int) Math.min(BLOCK, whole - at);
      MemorySegment.copy(bytes, LONG, 8 * at, block, 0, count);
      odd |= carried(block, count, all, one);
    }
    return (odd & sign) != 0 || 8 * whole < bytes.byteSize();
  }

  /** On an array, so that it runs by vectors. */
  private static long carried(long[] block, int count, long all, long one) {
    long odd = 0;
    for (int i = 0; i < count; i++) {
      odd |= (block[i] & all) + one;
    }
    return odd;
  }

  private long exponents() {
    return switch (dtype) {
      case BF16 -> 0x7F80;
      case F16 -> 0x7C00;
      case F32 -> 0x7F800000L;
      default -> 0x7FF0000000000000L;
    };
  }

  /** {@code bits} in every number of eight bytes. */
  private long repeated(long bits) {
    long all = 0;
    for (int shift = 0; shift < 64; shift += dtype.bits()) {
      all |= bits << shift;
    }
    return all;
  }

  private void refuse(MemorySegment bytes, long before) {
    long count = bytes.byteSize() / dtype.bytes();
    for (long i = 0; i < count; i++) {
      double value = Elements.get(dtype, bytes, i);
      if (!Double.isFinite(value)) {
        throw BadDataException.of(
                "tensor '%s' holds %s at %s; nothing was written: repair the checkpoint that it comes"
                    + " from, or take another",
                tensor.name(),
                Double.isNaN(value) ? "NaN" : "an infinite number",
                place(before + i))
            .on(tensor.name())
            .as(Defect.NON_FINITE);
      }
    }
  }

  /** The indices of element {@code index}. */
  private List<Long> place(long index) {
    Long[] place = new Long[tensor.shape().size()];
    long rest = index;
    for (int axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = rest % tensor.shape().get(axis);
      rest /= tensor.shape().get(axis);
    }
    return List.of(place);
  }
}
