package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.Elements;
import io.github.alpharl.checkpoint.Tensor;
import java.lang.foreign.MemorySegment;

/** Computes the rows of a {@link Mix}; all of them give the same bytes. */
interface RowMixer {

  /** Stores row {@code i}, n elements, in {@code target}. */
  void row(int i, MemorySegment target);

  /** Vectors where the JVM and the types allow, else the definition. */
  static RowMixer of(Mix mix) {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && Bfloat16RowMixer.takes(mix)
        ? new Bfloat16RowMixer(mix)
        : new ScalarRowMixer(mix);
  }

  /** a += factor · b. */
  static void addScaled(double[] a, double factor, float[] b) {
    for (int c = 0; c < a.length; c++) {
      a[c] += factor * b[c];
    }
  }

  /** True where the mixture is one matrix as it is: infinite entries and −0 stay. */
  static boolean isCopy(Mix mix) {
    return mix.factors().length == 1 && mix.factors()[0] == 1;
  }

  /** The definition: every type, one element after the other. */
  record ScalarRowMixer(Mix mix) implements RowMixer {

    @Override
    public void row(int i, MemorySegment target) {
      double[] row = mixed(i);
      for (int k = 0; k < mix.left().length; k++) {
        addScaled(row, mix.left()[k][i], mix.right()[k]);
      }
      Elements.setAll(mix.dtype(), target, row);
    }

    private double[] mixed(int i) {
      double[] sum = new double[mix.columns()];
      if (isCopy(mix)) {
        mix.matrices().getFirst().row(i, sum);
        return sum;
      }
      double[] row = new double[sum.length];
      for (int t = 0; t < mix.factors().length; t++) {
        Tensor matrix = mix.matrices().get(t);
        matrix.row(i, row);
        double factor = mix.factors()[t];
        for (int c = 0; c < sum.length; c++) {
          sum[c] += factor * row[c];
        }
      }
      return sum;
    }
  }
}
