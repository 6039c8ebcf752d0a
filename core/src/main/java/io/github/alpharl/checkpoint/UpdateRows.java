package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.vector.DenseVectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
      case HfCheckpoint model ->
          new Difference(before, module.slice(model.alignedTo(base)));
      case LoraAdapter adapter ->
          adapter
              .rescaled(base, module.name())
              .<UpdateRows>map(rescaled -> rescaled)
              .orElseGet(() -> of(before, adapter.updateOf(base, module.name())));
    };
  }

  private static UpdateRows of(Tensor before, StepCheckpoint.Change change) {
    return switch (change) {
      case StepCheckpoint.Change.None _ -> new None(rows(before), columns(before));
      case StepCheckpoint.Change.Product product -> new Product(product.factors());
      case StepCheckpoint.Change.Whole whole -> new Difference(before, whole.after());
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

  /**
   * Of DoRA: the rows of W₀ + scaling·B·A, each as long as its magnitude, less W₀. A row is an
   * out-feature; in a matrix stored the other way round it is a column.
   *
   * @param magnitude one for each out-feature
   */
  record Rescaled(Tensor before, LoraModule factors, Tensor magnitude, double[] scales)
      implements UpdateRows {

    Rescaled(Tensor before, LoraModule factors, Tensor magnitude, boolean inFirst) {
      this(before, factors, magnitude, new double[inFirst ? UpdateRows.columns(before) : 0]);
      sumColumns();
    }

    /** The scale of each column, where these are the out-features. */
    private void sumColumns() {
      double[] row = new double[scales.length];
      for (int i = 0; i < rows() && row.length > 0; i++) {
        unscaled(i, row);
        for (int c = 0; c < row.length; c++) {
          scales[c] += row[c] * row[c];
        }
      }
      for (int c = 0; c < row.length; c++) {
        scales[c] = magnitude.get(c) / Math.sqrt(scales[c]);
      }
    }

    @Override
    public int rows() {
      return UpdateRows.rows(before);
    }

    @Override
    public int columns() {
      return UpdateRows.columns(before);
    }

    private void unscaled(int i, double[] row) {
      new Product(factors).read(i, row);
      double[] old = new double[row.length];
      before.row(i, old);
      for (int c = 0; c < row.length; c++) {
        row[c] += old[c];
      }
    }

    /** Row {@code i} of the trained matrix. */
    private void trained(int i, double[] row) {
      unscaled(i, row);
      double scale = scales.length > 0 ? 1 : magnitude.get(i) / DenseVectors.norm(row);
      for (int c = 0; c < row.length; c++) {
        row[c] *= scales.length > 0 ? scales[c] : scale;
      }
    }

    @Override
    public void read(int i, double[] row) {
      trained(i, row);
      double[] old = new double[row.length];
      before.row(i, old);
      for (int c = 0; c < row.length; c++) {
        row[c] -= old[c];
      }
    }

    /** The trained matrix, in float64 over a base of float32 or longer, else in float32. */
    public Tensor after() {
      Dtype type = before.dtype().bits() < 32 ? Dtype.F32 : Dtype.F64;
      long rowBytes = (long) columns() * type.bytes();
      MemorySegment data = Arena.ofAuto().allocate(Math.max(1, rows() * rowBytes), 64);
      double[] row = new double[columns()];
      for (int i = 0; i < rows(); i++) {
        trained(i, row);
        Elements.setAll(type, data.asSlice(i * rowBytes, rowBytes), row);
      }
      return new Tensor(
          before.name(), type, before.shape(), data.asSlice(0, rows() * rowBytes));
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
