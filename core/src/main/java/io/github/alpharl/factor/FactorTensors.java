package io.github.alpharl.factor;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The factors of a module as tensors of a stored file. */
final class FactorTensors {

  private FactorTensors() {}

  /** The tensors of {@code factors}, named as {@link FactorStore} says. */
  static List<TensorSource> of(ModuleFactors factors) {
    String name = factors.module();
    return List.of(
        floats(name + ".u", factors.u()),
        floats(name + ".v", factors.v()),
        doubles(name + ".sigma", List.of((long) factors.rank()), factors.sigma()),
        doubles(name + ".residual", List.of((long) factors.rank()), factors.residual()),
        doubles(name + ".norm", List.of(), factors.norm()),
        doubles(name + ".gap", List.of(), factors.gap()),
        doubles(name + ".unchanged", List.of(), factors.unchangedShare()),
        doubles(name + ".sweeps", List.of(), factors.sweeps()));
  }

  private static TensorSource floats(String name, float[][] rows) {
    long length = rows.length == 0 ? 0 : rows[0].length;
    return new TensorSource(
        name,
        Dtype.F32,
        List.of((long) rows.length, length),
        sink -> {
          for (float[] row : rows) {
            MemorySegment data = MemorySegment.ofArray(new byte[4 * row.length]);
            for (int i = 0; i < row.length; i++) {
              Elements.set(Dtype.F32, data, i, row[i]);
            }
            sink.write(data);
          }
        });
  }

  private static TensorSource doubles(String name, List<Long> shape, double... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[8 * values.length]);
    Elements.setAll(Dtype.F64, data, values);
    return new TensorSource(name, Dtype.F64, shape, TensorContent.of(data));
  }
}
