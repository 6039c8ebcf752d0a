package io.github.alpharl.broadcast;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor's bytes with differences applied one after another, a piece at a time.
 *
 * @param before the tensor that they begin from
 * @param steps the differences in their order
 */
record PatchedContent(Tensor before, List<Step> steps) implements TensorContent {

  private static final int PIECE = 1 << 20;

  /**
   * One difference.
   *
   * @param of the version that it belongs to
   * @param file where it lies
   * @param packed compressed
   * @param sum that the tensor has afterwards, in hexadecimal digits
   */
  record Step(Difference of, Path file, Tensor packed, String sum) {

    Patch open(long bytes) throws IOException {
      return Patch.of(
          of.encoding(), file, packed, bytes, Checksum.of(sum.isEmpty() ? "" : of.checksum(), sum));
    }
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    List<Patch> patches = new ArrayList<>();
    for (Step step : steps) {
      patches.add(step.open(before.bytes()));
    }
    byte[] piece = new byte[(int) Math.min(PIECE, before.bytes())];
    for (long from = 0; from < before.bytes(); from += piece.length) {
      int length = (int) Math.min(piece.length, before.bytes() - from);
      MemorySegment old = before.memory().range(from, from + length, Tensor.onHeap());
      MemorySegment.copy(old, ValueLayout.JAVA_BYTE, 0, piece, 0, length);
      for (Patch patch : patches) {
        patch.apply(piece, length);
      }
      sink.write(MemorySegment.ofArray(piece).asSlice(0, length));
    }
    for (Patch patch : patches) {
      patch.end();
    }
  }
}
