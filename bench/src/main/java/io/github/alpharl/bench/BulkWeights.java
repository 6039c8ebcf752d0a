package io.github.alpharl.bench;

import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.TensorContent;
import java.util.List;

/**
 * Weights of a synthetic run as fast as a disk takes them. Normal numbers come from a table, read
 * from a place of its own for each row; an update is four planted directions, which grow with the
 * step, and noise.
 */
final class BulkWeights {

  private static final int TABLE = 1 << 22;
  private static final float WEIGHT = 0.02f;
  private static final float CHANGE = 2e-4f;
  private static final float[] SIGMA = {0.2f, 0.12f, 0.08f, 0.06f};

  private final float[] table = new float[TABLE];
  private final long seed;

  BulkWeights(long seed) {
    this.seed = seed;
    for (int i = 0; i < TABLE; i++) {
      table[i] = Noise.gaussian(seed, i);
    }
  }

  /** W₀ of {@code shape}; vectors are ones. */
  TensorContent base(QwenShapes.Shape shape) {
    return content(shape, base(shape.name().hashCode(), shape.size().size() == 1));
  }

  private MadeRows.Row base(long tensor, boolean vector) {
    return (i, row) -> {
      int at = place(tensor, i, row.length);
      for (int c = 0; c < row.length; c++) {
        row[c] = vector ? 1 : WEIGHT * table[at + c];
      }
      round(row);
    };
  }

  /** W₀ and the update of the module {@code shape} after {@code progress} of the run. */
  TensorContent step(QwenShapes.Shape shape, int step, double progress) {
    int rows = Math.toIntExact(shape.size().get(0));
    int columns = Math.toIntExact(shape.size().get(1));
    long tensor = shape.name().hashCode();
    MadeRows.Row base = base(tensor, false);
    float noise = (float) (CHANGE * 0.97 * Math.sqrt(progress));
    return content(
        shape,
        (i, row) -> {
          base.fill(i, row);
          for (int j = 0; j < SIGMA.length; j++) {
            // u_j and v_j of deviation 1 have the lengths √m and √n: σ_j √(mn) ‖ΔW‖ as it should.
            int right = place(tensor + 1 + j, 0, columns);
            float left = table[place(tensor + 9 + j, 0, rows) + i];
            add(row, (float) (CHANGE * SIGMA[j] * progress) * left, right);
          }
          add(row, noise, place(tensor + 31L * step, i + 1, columns));
        });
  }

  private void add(float[] row, float factor, int at) {
    for (int c = 0; c < row.length; c++) {
      row[c] += factor * table[at + c];
    }
  }

  private int place(long tensor, int row, int length) {
    long bits = Noise.mix(seed ^ Noise.mix(tensor * 1_000_003 + row));
    return (int) Long.remainderUnsigned(bits, TABLE - length);
  }

  private static void round(float[] row) {
    for (int c = 0; c < row.length; c++) {
      row[c] = Elements.bfloat16ToFloat(Elements.floatToBfloat16(row[c]));
    }
  }

  private static TensorContent content(QwenShapes.Shape shape, MadeRows.Row filler) {
    List<Long> size = shape.size();
    int rows = size.size() == 1 ? 1 : Math.toIntExact(size.getFirst());
    int columns = Math.toIntExact(size.getLast());
    return new MadeRows(rows, columns, filler);
  }
}
