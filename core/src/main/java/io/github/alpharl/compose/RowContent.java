package io.github.alpharl.compose;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import java.lang.foreign.MemorySegment;

/** Tensor contents that are computed on their way to the disk, a few megabytes at a time. */
final class RowContent {

  private static final int CHUNK = 1 << 20;

  private RowContent() {}

  /** Element {@code index} of a tensor, in row-major order. */
  @FunctionalInterface
  interface Entries {
    double at(long index);
  }

  /** {@code tensor} in the type {@code dtype}. */
  static TensorContent as(Tensor tensor, Dtype dtype) {
    return dtype == tensor.dtype()
        ? TensorContent.of(tensor)
        : elementwise(
            new Tensor(tensor.name(), dtype, tensor.shape(), tensor.memory()), tensor::get);
  }

  /** {@code entries} in the type and shape of {@code like}. */
  static TensorContent elementwise(Tensor like, Entries entries) {
    Dtype dtype = like.dtype();
    return sink -> {
      long size = like.size();
      for (long start = 0; start < size; start += CHUNK) {
        int count = (int) Math.min(CHUNK, size - start);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          values[i] = entries.at(start + i);
        }
        MemorySegment chunk = MemorySegment.ofArray(new byte[count * dtype.bytes()]);
        Elements.setAll(dtype, chunk, values);
        sink.write(chunk);
      }
    };
  }

  /**
   * ‖after − base‖, the base rounded to the type of {@code after} where that is shorter, as the
   * training started there; 0 for types that are no numbers.
   */
  static double distance(Tensor base, Tensor after) {
    Dtype type = after.dtype();
    boolean rounded = type.isFloat() && base.dtype().isFloat() && type.rounds(base.dtype());
    return distance(base, rounded ? i -> Elements.round(type, base.get(i)) : base::get, after::get);
  }

  /** ‖after − base‖; 0 for types that are no numbers. */
  static double distance(Tensor base, Entries after) {
    return distance(base, base::get, after);
  }

  private static double distance(Tensor like, Entries before, Entries after) {
    if (!like.dtype().isFloat()) {
      return 0;
    }
    double squares = 0;
    for (long i = 0; i < like.size(); i++) {
      double difference = after.at(i) - before.at(i);
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
