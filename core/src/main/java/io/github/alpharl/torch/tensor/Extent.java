package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.safetensors.Dtype;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The check that a strided tensor lies within its storage. */
final class Extent {

  private static final long LIMIT = 1L << 62;

  private Extent() {}

  /** The view of {@code storage} from element {@code offset} on. */
  static View view(
      Dtype dtype,
      List<Long> shape,
      List<Long> strides,
      MemorySegment storage,
      long offset,
      Subject subject,
      long expanded) {
    subject.require(
        shape.size() == strides.size(),
        "has %d sizes and %d strides",
        shape.size(),
        strides.size());
    subject.require(Boxes.isPlausible(shape), "has the impossible shape %s", shape);
    if (shape.contains(0L)) {
      return new View(dtype, shape, strides, storage.asSlice(0, 0));
    }
    long item = dtype.bytes();
    long elements = storage.byteSize() / item;
    long last = last(shape, strides, offset, subject);
    subject.require(
        last < elements, "is larger than its storage: element %d of %d", last, elements);
    long most = Math.max(storage.byteSize(), expanded);
    subject.require(
        Boxes.volume(shape) <= most / item, "repeats its storage to the shape %s", shape);
    return new View(
        dtype, shape, strides, storage.asSlice(offset * item, (last - offset + 1) * item));
  }

  private static long last(List<Long> shape, List<Long> strides, long offset, Subject subject) {
    long last = offset;
    for (int d = 0; d < shape.size(); d++) {
      long steps = shape.get(d) - 1;
      boolean fits = steps == 0 || strides.get(d) <= (LIMIT - last) / steps;
      subject.require(fits, "is larger than any storage: %s by %s", shape, strides);
      last += steps == 0 ? 0 : steps * strides.get(d);
    }
    return last;
  }
}
