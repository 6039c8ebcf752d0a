package io.github.alpharl.safetensors;

import java.util.stream.LongStream;

/**
 * Stretches of neighbouring elements that stand for a tensor, spread evenly over a large one.
 *
 * @param elements of a stretch; the last one of a small tensor may be shorter
 */
public record Stretches(int elements) {

  /** So many stretches of a large tensor are looked at. */
  public static final int MOST = 64;

  /** Where the stretches begin: all of a tensor of at most {@link #MOST}, else that many. */
  public LongStream of(Tensor tensor) {
    long size = tensor.size();
    if (size <= (long) MOST * elements) {
      return LongStream.iterate(0, from -> from < size, from -> from + elements);
    }
    return LongStream.range(0, MOST).map(i -> (size - elements) / (MOST - 1) * i);
  }

  /** The element after the stretch of {@code tensor} that begins with element {@code from}. */
  public long end(Tensor tensor, long from) {
    return Math.min(tensor.size(), from + elements);
  }
}
