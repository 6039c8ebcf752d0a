package io.github.alpharl.spectral.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.torch.tensor.Block;
import io.github.alpharl.torch.tensor.Box;
import io.github.alpharl.torch.tensor.TorchTensor;
import io.github.alpharl.torch.tensor.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matrices in blocks give what they give in one piece, to the last bit. */
class RowBlocksTest {

  private static final int ROWS = 300;
  private static final int COLUMNS = 70;

  private static Tensor whole(Random random, Dtype dtype) {
    byte[] bytes = new byte[ROWS * COLUMNS * dtype.bytes()];
    MemorySegment data = MemorySegment.ofArray(bytes);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      Elements.set(dtype, data, i, random.nextGaussian());
    }
    return Tensor.of("w", dtype, data, ROWS, COLUMNS);
  }

  /** {@code whole} cut at these rows and columns, each block at an odd address. */
  private static Tensor cut(Tensor whole, int[] rows, int[] columns) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i + 1 < rows.length; i++) {
      for (int j = 0; j + 1 < columns.length; j++) {
        blocks.add(block(whole, rows[i], rows[i + 1], columns[j], columns[j + 1]));
      }
    }
    return new TorchTensor("w", whole.dtype(), whole.shape(), blocks).tensor();
  }

  private static Block block(Tensor whole, int top, int bottom, int left, int right) {
    int item = whole.dtype().bytes();
    long bytes = (long) (bottom - top) * (right - left) * item;
    MemorySegment data = Arena.ofAuto().allocate(bytes + 1, 8).asSlice(1);
    for (int row = top; row < bottom; row++) {
      long from = ((long) row * COLUMNS + left) * item;
      long to = (long) (row - top) * (right - left) * item;
      MemorySegment.copy(whole.data(), from, data, to, (long) (right - left) * item);
    }
    List<Long> sizes = List.of((long) bottom - top, (long) right - left);
    Box box = new Box(List.of((long) top, (long) left), sizes);
    return new Block(box, View.dense(whole.dtype(), sizes, data));
  }

  @ParameterizedTest
  @CsvSource({"BF16,rows", "BF16,columns", "F32,rows", "F32,columns", "BF16,both", "F32,grid"})
  void blocksGiveWhatOnePieceGives(Dtype dtype, String kind) {
    Random random = new Random(kind.hashCode());
    Tensor before = whole(random, dtype);
    Tensor after = whole(random, dtype);
    int[] all = {0, ROWS};
    int[] width = {0, COLUMNS};
    int[] some = {0, 101, 201, ROWS};
    int[] half = {0, 35, COLUMNS};
    Tensor step =
        cut(
            after,
            kind.equals("columns") ? all : some,
            kind.equals("rows") || kind.equals("both") ? width : half);
    Tensor base = kind.equals("both") ? cut(before, new int[] {0, 150, ROWS}, width) : before;
    for (UpdateKernel kernel : List.of(new ScalarUpdateKernel(), new VectorUpdateKernel())) {
      Sums due = Sums.of(kernel, new WeightPair(before, after));
      Sums found = Sums.of(kernel, new WeightPair(base, step));
      due.requireSame(found);
    }
  }

  private record Sums(double[][] y, double[][] z, Tally tally) {

    static Sums of(UpdateKernel kernel, WeightPair pair) {
      double[][] x = new double[2][COLUMNS];
      Random random = new Random(9);
      for (double[] vector : x) {
        for (int c = 0; c < COLUMNS; c++) {
          vector[c] = random.nextGaussian();
        }
      }
      Sums sums = new Sums(new double[2][ROWS], new double[2][COLUMNS], new Tally());
      List<RowRange> ranges = List.of(new RowRange(0, 120), new RowRange(130, ROWS));
      kernel.sweep(pair, ranges, x, sums.y, sums.z, sums.tally);
      return sums;
    }

    void requireSame(Sums other) {
      assertThat(other.y).isDeepEqualTo(y);
      assertThat(other.z).isDeepEqualTo(z);
      assertThat(other.tally.sumOfSquares()).isEqualTo(tally.sumOfSquares());
      assertThat(other.tally.unchanged()).isEqualTo(tally.unchanged());
    }
  }
}
