package io.github.alpharl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.torch.tensor.TorchTensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A matrix or vector of float32 whose element i is its seed plus i, to be cut into parts. */
record Whole(String name, float seed, long... shape) {

  List<Long> sizes() {
    List<Long> sizes = new ArrayList<>();
    for (long size : shape) {
      sizes.add(size);
    }
    return sizes;
  }

  /** The indices of each axis, uncut. */
  List<List<Long>> all() {
    List<List<Long>> axes = new ArrayList<>();
    for (long size : shape) {
      axes.add(range(size));
    }
    return axes;
  }

  private static List<Long> range(long size) {
    List<Long> indices = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      indices.add(i);
    }
    return indices;
  }

  /** Part {@code index} of {@code indices} when they are dealt out in runs of equal length. */
  static List<Long> chunk(List<Long> indices, int count, int index) {
    int full = (indices.size() + count - 1) / count;
    List<List<Long>> chunks = new ArrayList<>();
    for (int from = 0; from < indices.size(); from += full) {
      chunks.add(indices.subList(from, Math.min(indices.size(), from + full)));
    }
    return index < chunks.size() ? chunks.get(index) : Collections.emptyList();
  }

  /** The elements at {@code axes}, row-major, and some bytes of padding. */
  byte[] part(List<List<Long>> axes, int padding) {
    List<Float> values = new ArrayList<>();
    collect(axes, 0, 0, values);
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * (values.size() + padding)).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putFloat);
    return bytes.array();
  }

  private void collect(List<List<Long>> axes, int axis, long index, List<Float> values) {
    if (axis == axes.size()) {
      values.add(seed + index);
      return;
    }
    for (long i : axes.get(axis)) {
      collect(axes, axis + 1, index * shape[axis] + i, values);
    }
  }

  /** The sizes of a part. */
  static List<Long> sizes(List<List<Long>> axes) {
    return axes.stream().map(axis -> (long) axis.size()).toList();
  }

  static List<Long> strides(List<Long> sizes) {
    List<Long> strides = new ArrayList<>();
    for (int d = 0; d < sizes.size(); d++) {
      strides.add(sizes.subList(d + 1, sizes.size()).stream().reduce(1L, (a, b) -> a * b));
    }
    return strides;
  }

  /** Asserts that {@code weights} holds it. */
  void requireIn(TorchWeights weights) {
    TorchTensor found = weights.tensors().get(name);
    assertThat(found).as(name).isNotNull();
    assertThat(found.shape()).as(name).isEqualTo(sizes());
    try (Arena arena = Arena.ofConfined()) {
      Tensor tensor = found.gather(arena);
      assertThat(tensor.dtype()).isEqualTo(Dtype.F32);
      for (long i = 0; i < tensor.size(); i++) {
        assertThat(tensor.get(i)).as("%s[%d]", name, i).isEqualTo(seed + i);
      }
    }
  }
}
