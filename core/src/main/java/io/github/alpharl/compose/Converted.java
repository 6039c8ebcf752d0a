package io.github.alpharl.compose;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor's content in another float type, rounded to the nearest value on its way to the disk.
 *
 * @param content in the type {@code from}
 */
record Converted(TensorContent content, Dtype from, Dtype to) implements TensorContent {

  private static final int CHUNK = 1 << 18;

  /** {@code content} itself where nothing is to be converted. */
  static TensorContent of(TensorContent content, Dtype from, Dtype to) {
    return from == to ? content : new Converted(content, from, to);
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    double[] values = new double[CHUNK];
    content.writeTo(bytes -> write(bytes, values, sink));
  }

  private void write(MemorySegment bytes, double[] values, ByteSink sink) throws IOException {
    long size = bytes.byteSize() / from.bytes();
    for (long start = 0; start < size; start += CHUNK) {
      int count = (int) Math.min(CHUNK, size - start);
      double[] some = count == CHUNK ? values : new double[count];
      Elements.get(from, bytes, start, some);
      MemorySegment chunk = MemorySegment.ofArray(new byte[count * to.bytes()]);
      Elements.setAll(to, chunk, some);
      sink.write(chunk);
    }
  }

  @Override
  public List<MemorySegment> reads() {
    return content.reads();
  }
}
