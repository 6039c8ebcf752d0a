package io.github.alpharl.compose;

import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Computes the rows of a {@link Mix}; all of them give the same bytes. */
interface RowMixer {

  /** Stores the rows {@code from ≤ i < to}, n elements each, in {@code target}. */
  void rows(int from, int to, MemorySegment target);

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
    public void rows(int from, int to, MemorySegment target) {
      double[] sum = new double[mix.columns()];
      double[] row = new double[mix.columns()];
      for (int i = from; i < to; i++) {
        mix(i, sum, row);
        for (int k = 0; k < mix.left().length; k++) {
          addScaled(sum, mix.left()[k][i], mix.right()[k]);
        }
        Elements.setAll(mix.dtype(), target.asSlice((i - from) * (long) mix.rowBytes()), sum);
      }
    }

    private void mix(int i, double[] sum, double[] row) {
      if (isCopy(mix)) {
        mix.matrices().getFirst().row(i, sum);
        return;
      }
      Arrays.fill(sum, 0);
      for (int t = 0; t < mix.factors().length; t++) {
        Tensor matrix = mix.matrices().get(t);
        matrix.row(i, row);
        double factor = mix.factors()[t];
        for (int c = 0; c < sum.length; c++) {
          sum[c] += factor * row[c];
        }
      }
    }
  }
}
