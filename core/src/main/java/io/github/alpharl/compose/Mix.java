package io.github.alpharl.compose;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/**
 * Σ_t factor_t · W_t + Σ_k left_k · right_kᵀ, row by row, rounded once to the type that is written.
 * Rows of a chunk are shared by all cores while the chunk before is written, so that the disk stays
 * the slowest part; a row needs memory for two, however many matrices are mixed.
 *
 * @param matrices of one shape (m × n)
 * @param factors one for each of them
 * @param left K vectors (m)
 * @param right K vectors (n)
 */
record Mix(List<Tensor> matrices, double[] factors, Dtype dtype, double[][] left, float[][] right)
    implements TensorContent {

  /** Small enough to be in the cache still when it is written. */
  private static final int CHUNK_BYTES = 2 << 20;

  /** What one core computes at a time, with memory of its own. */
  private static final int BLOCK_ROWS = 32;

  @Override
  public List<MemorySegment> reads() {
    return matrices.stream()
        .flatMap(matrix -> matrix.memory().pieces().stream())
        .distinct()
        .toList();
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    RowMixer mixer = RowMixer.of(this);
    int rows = Math.toIntExact(matrices.getFirst().shape().get(0));
    int perChunk = Math.max(1, CHUNK_BYTES / Math.max(1, rowBytes()));
    try (Arena arena = Arena.ofShared()) {
      MemorySegment[] buffers = {buffer(arena, perChunk, rows), buffer(arena, perChunk, rows)};
      ForkJoinTask<?> filling = fill(mixer, buffers[0], 0, Math.min(perChunk, rows));
      try {
        for (int start = 0, turn = 0; start < rows; start += perChunk, turn = 1 - turn) {
          filling.join();
          int end = Math.min(rows, start + perChunk);
          filling = fill(mixer, buffers[1 - turn], end, Math.min(rows, end + perChunk));
          sink.write(buffers[turn].asSlice(0, (end - start) * (long) rowBytes()));
        }
      } finally {
        filling.quietlyJoin();
      }
    }
  }

  int columns() {
    return Math.toIntExact(matrices.getFirst().shape().get(1));
  }

  int rowBytes() {
    return Math.multiplyExact(columns(), dtype.bytes());
  }

  private MemorySegment buffer(Arena arena, int perChunk, int rows) {
    return arena.allocate((long) Math.min(rows, perChunk) * rowBytes(), Long.BYTES);
  }

  /**
   * Starts to compute the rows {@code from ≤ i < to}, while others are on their way to the disk.
   */
  private ForkJoinTask<?> fill(RowMixer mixer, MemorySegment chunk, int from, int to) {
    IntStream blocks = IntStream.range(0, Math.ceilDiv(to - from, BLOCK_ROWS)).parallel();
    return ForkJoinTask.adapt(() -> blocks.forEach(b -> fillBlock(mixer, chunk, from, to, b)))
        .fork();
  }

  private void fillBlock(RowMixer mixer, MemorySegment chunk, int from, int to, int block) {
    int first = from + block * BLOCK_ROWS;
    MemorySegment rows = chunk.asSlice((first - from) * (long) rowBytes());
    mixer.rows(first, Math.min(to, first + BLOCK_ROWS), rows);
  }
}
