package io.github.alpharl.spectral.kernel;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;

/**
 * One weight matrix at the base and at a later step; ΔW = step − base. Where the step is of a type
 * that cannot hold every weight of the base's, the base is rounded to it first: the training
 * started from the rounded weights, and the rounding is no training.
 *
 * @param base W_0 (m × n), one of the four float types
 * @param step W_t (m × n), one of the four float types, not necessarily the same
 */
public record WeightPair(Tensor base, Tensor step) {

  /** Checks that both are float matrices of one shape. */
  public WeightPair {
    require(base);
    require(step);
    if (!base.shape().equals(step.shape())) {
      throw BadDataException.of(
              "tensor '%s' has shape %s in the base but %s in the step; compare checkpoints of one architecture",
              step.name(), base.shape(), step.shape())
          .on(step.name())
          .as(Defect.MISMATCH);
    }
  }

  private static void require(Tensor tensor) {
    if (!tensor.isMatrix() || !tensor.dtype().isFloat()) {
      throw BadDataException.of(
              "tensor '%s' is %s %s; an update needs a matrix of F64, F32, F16 or BF16",
              tensor.name(), tensor.dtype(), tensor.shape())
          .on(tensor.name())
          .as(Defect.UNSUPPORTED);
    }
    if (tensor.shape().stream().anyMatch(size -> size > Integer.MAX_VALUE - 16)) {
      throw BadDataException.of(
              "tensor '%s' is too large: %s; each side must be below 2^31",
              tensor.name(), tensor.shape())
          .on(tensor.name())
          .as(Defect.UNSUPPORTED);
    }
  }

  /** m, the number of out-features. */
  public int rows() {
    return Math.toIntExact(base.shape().get(0));
  }

  /** n, the number of in-features. */
  public int columns() {
    return Math.toIntExact(base.shape().get(1));
  }

  /** Entry (row, column) of ΔW in double precision. */
  public double entry(int row, int column) {
    long index = (long) row * columns() + column;
    return step.get(index) - before(index);
  }

  /** Reads row {@code i} of ΔW in double precision into {@code row} (n). */
  public void row(int i, double[] row) {
    double[] before = new double[row.length];
    base.row(i, before);
    step.row(i, row);
    if (rounds()) {
      Elements.roundAll(step.dtype(), before);
    }
    for (int c = 0; c < row.length; c++) {
      row[c] -= before[c];
    }
  }

  /** True if the base is rounded to the step's type before it is subtracted. */
  public boolean rounds() {
    return step.dtype().rounds(base.dtype());
  }

  private double before(long index) {
    double value = base.get(index);
    return rounds() ? Elements.round(step.dtype(), value) : value;
  }
}
