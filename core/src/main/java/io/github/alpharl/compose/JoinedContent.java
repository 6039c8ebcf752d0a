package io.github.alpharl.compose;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Contents one after the other. */
record JoinedContent(List<TensorContent> parts) implements TensorContent {

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    for (TensorContent part : parts) {
      part.writeTo(sink);
    }
  }

  @Override
  public List<MemorySegment> reads() {
    return parts.stream().flatMap(part -> part.reads().stream()).toList();
  }
}
