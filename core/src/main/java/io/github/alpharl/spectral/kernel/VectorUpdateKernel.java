package io.github.alpharl.spectral.kernel;

import io.github.alpharl.safetensors.Dtype;
import java.util.ArrayList;
import java.util.List;

/**
 * A sweep in float32 on vector registers, whose sums over many rows are kept in float64. Weights
 * come from memory once; four rows of ΔW stay in the cache for both products.
 */
public final class VectorUpdateKernel implements UpdateKernel {

  /** Rows whose float32 sums are flushed into float64 at once: keeps the rounding error small. */
  private static final int FLUSH_ROWS = 256;

  @Override
  public void sweep(
      WeightPair pair,
      List<RowRange> ranges,
      double[][] x,
      double[][] y,
      double[][] z,
      Tally tally) {
    ColumnOrder order = isBfloat16(pair) ? ColumnOrder.EVEN_ODD : ColumnOrder.NATURAL;
    List<VectorGroup> groups = new ArrayList<>();
    for (int j = 0; j < x.length; j += VectorGroup.MOST) {
      groups.add(new VectorGroup(x, j, order));
    }
    try (RowBlocks blocks = new RowBlocks(pair)) {
      Pass pass = new Pass(blocks, new RowTile(pair.columns()), groups, y, tally);
      int recent = 0;
      for (RowRange range : ranges) {
        for (int start = range.from(); start < range.to(); start += FLUSH_ROWS) {
          int end = Math.min(range.to(), start + FLUSH_ROWS);
          if (recent + end - start > FLUSH_ROWS) {
            groups.forEach(VectorGroup::flush);
            recent = 0;
          }
          pass.over(start, end);
          recent += end - start;
        }
      }
    }
    groups.forEach(VectorGroup::flush);
    groups.forEach(group -> group.addTo(z, order));
  }

  private static boolean isBfloat16(WeightPair pair) {
    return pair.base().dtype() == Dtype.BF16 && pair.step().dtype() == Dtype.BF16;
  }

  /** Passes over some hundred rows each. */
  private static final class Pass {

    private final RowBlocks blocks;
    private final RowTile tile;
    private final List<VectorGroup> groups;
    private final double[][] y;
    private final Tally tally;
    private WeightPair piece;
    private RowReader reader;

    Pass(RowBlocks blocks, RowTile tile, List<VectorGroup> groups, double[][] y, Tally tally) {
      this.blocks = blocks;
      this.tile = tile;
      this.groups = groups;
      this.y = y;
      this.tally = tally;
    }

    void over(int from, int to) {
      for (int row = from; row < to; row += RowTile.ROWS) {
        int rows = Math.min(RowTile.ROWS, to - row);
        read(row, rows, to);
        if (tally != null) {
          tile.count(rows, tally);
        }
        for (VectorGroup group : groups.subList(1, groups.size())) {
          group.multiply(tile);
        }
        for (VectorGroup group : groups) {
          group.add(tile, row, rows, y);
        }
      }
    }

    private void read(int row, int rows, int end) {
      WeightPair held = blocks.hold(row, rows, end);
      if (held != piece) {
        piece = held;
        reader = isBfloat16(held) ? new Bfloat16Reader(held) : new FloatReader(held);
      }
      groups.getFirst().read(reader, row - blocks.first(), rows, tile);
    }
  }
}
