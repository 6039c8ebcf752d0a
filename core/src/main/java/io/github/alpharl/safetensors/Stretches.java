package io.github.alpharl.safetensors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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

  /** The elements of {@code tensor} from {@code from} to the end of that stretch. */
  public MemorySegment stretch(Tensor tensor, long from) {
    long bytes = tensor.dtype().bytes();
    return tensor.memory().range(from * bytes, end(tensor, from) * bytes, Arena.ofAuto());
  }

  /** Where all stretches of {@code tensors} lie, to be fetched together. */
  public List<MemorySegment> pieces(List<Tensor> tensors) {
    List<MemorySegment> pieces = new ArrayList<>();
    for (Tensor tensor : tensors) {
      long bytes = tensor.dtype().bytes();
      of(tensor)
          .forEach(
              from ->
                  pieces.addAll(tensor.memory().pieces(from * bytes, end(tensor, from) * bytes)));
    }
    return pieces;
  }

  /**
   * ‖after − before‖² of two float tensors of one size: Σ over the stretches, scaled to all
   * elements. A {@code before} of a longer type is rounded to that of {@code after} first.
   */
  public double squaredDistance(Tensor before, Tensor after) {
    boolean rounds = after.dtype().bits() < before.dtype().bits();
    double sum = 0;
    long sampled = 0;
    for (long from : of(before).toArray()) {
      MemorySegment old = stretch(before, from);
      MemorySegment now = stretch(after, from);
      int length = (int) (old.byteSize() / before.dtype().bytes());
      for (int i = 0; i < length; i++) {
        double was = Elements.get(before.dtype(), old, i);
        double change =
            Elements.get(after.dtype(), now, i)
                - (rounds ? Elements.round(after.dtype(), was) : was);
        sum += change * change;
      }
      sampled += length;
    }
    return sampled == 0 ? 0 : sum * before.size() / sampled;
  }
}
