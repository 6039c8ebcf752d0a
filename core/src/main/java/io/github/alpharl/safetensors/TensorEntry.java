package io.github.alpharl.safetensors;

import java.util.List;

/**
 * What a safetensors header says about one tensor.
 *
 * @param begin first byte, counted from the start of the data section
 * @param end one past the last byte
 */
record TensorEntry(String name, Dtype dtype, List<Long> shape, long begin, long end) {

  TensorEntry {
    shape = List.copyOf(shape);
  }

  long bytes() {
    return end - begin;
  }
}
