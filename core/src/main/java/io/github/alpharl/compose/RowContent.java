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

  /** ‖entries − base‖; 0 for types that are no numbers. */
  static double distance(Tensor base, Entries entries) {
    if (!base.dtype().isFloat()) {
      return 0;
    }
    double squares = 0;
    for (long i = 0; i < base.size(); i++) {
      double difference = entries.at(i) - base.get(i);
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
