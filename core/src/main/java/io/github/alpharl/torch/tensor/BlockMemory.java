package io.github.alpharl.torch.tensor;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.safetensors.TensorMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bytes of a tensor in blocks, by their place in row-major order. Only blocks that are cut
 * along the first axis alone, and dense, can be read where they lie.
 */
final class BlockMemory implements TensorMemory {

  private final TorchTensor tensor;
  private final List<Long> strides;
  private final long item;
  private final List<Run> runs = new ArrayList<>();

  /** Neighbouring bytes from {@code start} of the tensor on. */
  private record Run(long start, MemorySegment data) {

    boolean holds(long from, long to) {
      return start <= from && to <= start + data.byteSize();
    }
  }

  BlockMemory(TorchTensor tensor) {
    this.tensor = tensor;
    this.strides = Boxes.rowMajor(tensor.shape());
    this.item = tensor.dtype().bytes();
    for (Block block : tensor.blocks()) {
      if (block.view().isDense() && isRows(block.box())) {
        runs.add(new Run(place(block.box()), block.view().data()));
      }
    }
  }

  private boolean isRows(Box box) {
    List<Long> shape = tensor.shape();
    return shape.isEmpty()
        || box.size().subList(1, shape.size()).equals(shape.subList(1, shape.size()));
  }

  private long place(Box box) {
    long place = 0;
    for (int d = 0; d < strides.size(); d++) {
      place += box.start().get(d) * strides.get(d);
    }
    return place * item;
  }

  @Override
  public long bytes() {
    return tensor.bytes();
  }

  @Override
  public List<Long> cuts() {
    return Stream.concat(Stream.of(0L), runs.stream().map(Run::start)).distinct().toList();
  }

  @Override
  public boolean isInPlace(long from, long to) {
    return runs.stream().anyMatch(run -> run.holds(from, to));
  }

  @Override
  public List<MemorySegment> pieces(long from, long to) {
    return runs.stream()
        .filter(run -> run.holds(from, to))
        .limit(1)
        .map(run -> run.data.asSlice(from - run.start, to - from))
        .toList();
  }

  @Override
  public List<MemorySegment> pieces() {
    return tensor.blocks().stream().map(block -> block.view().data()).toList();
  }

  @Override
  public MemorySegment range(long from, long to, SegmentAllocator allocator) {
    for (Run run : runs) {
      if (run.holds(from, to)) {
        return Residency.read(run.data.asSlice(from - run.start, to - from), allocator);
      }
    }
    MemorySegment copy = allocator.allocate(to - from, Long.BYTES);
    tensor.blocks().forEach(block -> copy(block, from, to, copy));
    return copy;
  }

  /** Copies what {@code block} holds of the bytes {@code from ≤ i < to}. */
  private void copy(Block block, long from, long to, MemorySegment target) {
    View view = block.view();
    if (tensor.shape().isEmpty()) {
      MemorySegment.copy(Residency.need(view.data()), 0, target, 0, item);
      return;
    }
    long row = strides.getFirst() * item;
    long start = block.box().start().getFirst();
    long first = Math.max(0, from / row - start);
    long last = Math.min(view.shape().getFirst(), Math.ceilDiv(to, row) - start);
    if (first < last) {
      List<Long> shape = new ArrayList<>(view.shape());
      shape.set(0, last - first);
      long skipped = first * view.strides().getFirst() * item;
      MemorySegment data = Residency.need(rows(view, skipped, last - first));
      View rows = new View(view.dtype(), shape, view.strides(), data);
      copy(rows, place(block.box()) + first * row, from, to, target);
    }
  }

  /** What {@code count} rows span of the data from {@code skipped} on. */
  private MemorySegment rows(View view, long skipped, long count) {
    MemorySegment rest = view.data().asSlice(skipped);
    long step = view.strides().getFirst() * item;
    long row = view.data().byteSize() - (view.shape().getFirst() - 1) * step;
    return rest.asSlice(0, Math.min(rest.byteSize(), (count - 1) * step + row));
  }

  private void copy(View view, long start, long from, long to, MemorySegment target) {
    View place = new View(view.dtype(), view.shape(), strides, target);
    Runs steps = new Runs(view.shape(), Math.max(view.denseFrom(), place.denseFrom()));
    long length = steps.length() * item;
    do {
      long begin = start + steps.at(strides) * item;
      long low = Math.max(begin, from);
      long high = Math.min(begin + length, to);
      if (low < high) {
        long source = steps.at(view.strides()) * item + low - begin;
        MemorySegment.copy(view.data(), source, target, low - from, high - low);
      }
    } while (steps.next());
  }
}
