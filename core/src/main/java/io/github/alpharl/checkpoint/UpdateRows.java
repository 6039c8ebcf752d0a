package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.WeightPair;
import java.util.Arrays;

/**
 * The update ΔW = W − W₀ of one module (m × n), a row at a time: nothing of it is kept, so any
 * number of checkpoints can be read side by side.
 */
public sealed interface UpdateRows {

  /** m. */
  int rows();

  /** n. */
  int columns();

  /** Reads row {@code i} of ΔW, in float64, into {@code row} (n). */
  void read(int i, double[] row);

  /** The update of {@code module} that {@code step} has made to {@code base}. */
  static UpdateRows of(HfCheckpoint base, StepCheckpoint step, ModuleId module) {
    Tensor before = module.slice(base);
    return switch (step) {
      case HfCheckpoint model -> new Difference(before, module.slice(model));
      case LoraAdapter adapter ->
          adapter.modules().stream()
              .filter(factors -> factors.baseTensor().equals(module.name()))
              .findFirst()
              .<UpdateRows>map(Product::new)
              .orElseGet(() -> new None(rows(before), columns(before)));
    };
  }

  private static int rows(Tensor matrix) {
    return Math.toIntExact(matrix.shape().getFirst());
  }

  private static int columns(Tensor matrix) {
    return Math.toIntExact(matrix.shape().getLast());
  }

  /** Of a full model; a base of a longer type is rounded first, as {@link WeightPair} does. */
  record Difference(Tensor before, Tensor after) implements UpdateRows {
    @Override
    public int rows() {
      return UpdateRows.rows(before);
    }

    @Override
    public int columns() {
      return UpdateRows.columns(before);
    }

    @Override
    public void read(int i, double[] row) {
      new WeightPair(before, after).row(i, row);
    }
  }

  /** Of an adapter: scaling · B · A. */
  record Product(LoraModule factors) implements UpdateRows {
    @Override
    public int rows() {
      return UpdateRows.rows(factors.b());
    }

    @Override
    public int columns() {
      return UpdateRows.columns(factors.a());
    }

    @Override
    public void read(int i, double[] row) {
      double[] b = new double[Math.toIntExact(factors.rank())];
      double[] a = new double[row.length];
      factors.b().row(i, b);
      Arrays.fill(row, 0);
      for (int k = 0; k < b.length; k++) {
        factors.a().row(k, a);
        for (int c = 0; c < row.length; c++) {
          row[c] += factors.scaling() * b[k] * a[c];
        }
      }
    }
  }

  /** Of a module that an adapter leaves alone: zeros. */
  record None(int rows, int columns) implements UpdateRows {
    @Override
    public void read(int i, double[] row) {
      Arrays.fill(row, 0);
    }
  }
}
