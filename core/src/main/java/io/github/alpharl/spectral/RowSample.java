package io.github.alpharl.spectral;

import io.github.alpharl.checkpoint.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Groups of rows of both matrices, spread evenly and copied side by side, so that sweeps over them
 * stay in the cache.
 */
final class RowSample implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final WeightPair pair;

  /** Every {@code stride}-th group of {@code group} rows. */
  RowSample(WeightPair whole, int group, int stride) {
    int rows = 0;
    for (int from = 0; from < whole.rows(); from += group * stride) {
      rows += Math.min(group, whole.rows() - from);
    }
    pair =
        new WeightPair(
            sample(whole.base(), rows, group, stride), sample(whole.step(), rows, group, stride));
  }

  private Tensor sample(Tensor whole, int rows, int group, int stride) {
    long columns = whole.shape().get(1);
    long rowBytes = columns * whole.dtype().bytes();
    MemorySegment data = arena.allocate(rows * rowBytes, 64);
    long groupBytes = group * rowBytes;
    long at = 0;
    for (long from = 0; from < whole.data().byteSize(); from += groupBytes * stride) {
      long bytes = Math.min(groupBytes, whole.data().byteSize() - from);
      MemorySegment.copy(whole.data(), from, data, at, bytes);
      at += bytes;
    }
    return Tensor.of(whole.name(), whole.dtype(), data, rows, columns);
  }

  /** The rows of the sample. */
  WeightPair pair() {
    return pair;
  }

  @Override
  public void close() {
    arena.close();
  }
}
