package io.github.alpharl.difference;

import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.difference.TensorDifference.Status;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.AdapterUpdate;
import io.github.alpharl.spectral.TopSubspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * The updates of two adapters for one matrix: s_b·B_b·A_b − s_a·B_a·A_a is the product of the
 * factors side by side, so that nothing of the matrix's size is made.
 */
final class AdapterPair {

  private AdapterPair() {}

  static TensorDifference of(String name, Optional<LoraModule> first, Optional<LoraModule> second) {
    LoraModule any = first.orElseGet(second::orElseThrow);
    long rows = any.b().shape().getFirst();
    long columns = any.a().shape().getLast();
    if (first.isPresent()
        && second.isPresent()
        && (second.get().b().shape().getFirst() != rows
            || second.get().a().shape().getLast() != columns)) {
      return figures(name, Status.SHAPE, first, second, List.of(rows, columns), Double.NaN, 0, 0);
    }
    double own = first.map(AdapterPair::norm).orElse(0.0);
    TopSubspace delta = difference(first, second).decompose(1);
    Status status = status(first, second, delta.norm());
    return figures(
        name,
        status,
        first,
        second,
        List.of(rows, columns),
        delta.norm(),
        delta.norm() == 0 ? 0 : delta.norm() / own,
        delta.top().sigma());
  }

  private static Status status(
      Optional<LoraModule> first, Optional<LoraModule> second, double norm) {
    if (first.isEmpty()) {
      return Status.ONLY_IN_SECOND;
    }
    if (second.isEmpty()) {
      return Status.ONLY_IN_FIRST;
    }
    return sameFactors(first.get(), second.get()) || norm == 0 ? Status.EQUAL : Status.CHANGED;
  }

  private static boolean sameFactors(LoraModule a, LoraModule b) {
    return a.scaling() == b.scaling()
        && same(a.a(), b.a())
        && same(a.b(), b.b());
  }

  private static boolean same(Tensor a, Tensor b) {
    return a.dtype() == b.dtype()
        && a.shape().equals(b.shape())
        && a.data().mismatch(b.data()) < 0;
  }

  private static TensorDifference figures(
      String name,
      Status status,
      Optional<LoraModule> first,
      Optional<LoraModule> second,
      List<Long> shape,
      double norm,
      double relative,
      double sigma) {
    boolean equal = status == Status.EQUAL;
    return new TensorDifference(
        name,
        status,
        first.map(m -> m.a().dtype().name()).orElse(""),
        second.map(m -> m.a().dtype().name()).orElse(""),
        shape,
        shape.getFirst() * shape.getLast(),
        equal ? 0 : status == Status.CHANGED ? 1 : Double.NaN,
        equal ? 0 : norm,
        equal ? 0 : relative,
        equal ? 0 : sigma,
        equal ? 0 : sigma / norm,
        0);
  }

  private static double norm(LoraModule module) {
    return new AdapterUpdate(module.a(), module.b(), module.scaling()).decompose(1).norm();
  }

  private static AdapterUpdate difference(Optional<LoraModule> first, Optional<LoraModule> second) {
    if (first.isEmpty() || second.isEmpty()) {
      LoraModule only = first.orElseGet(second::orElseThrow);
      return new AdapterUpdate(only.a(), only.b(), only.scaling());
    }
    LoraModule a = first.get();
    LoraModule b = second.get();
    int rankA = Math.toIntExact(a.a().shape().getFirst());
    int rankB = Math.toIntExact(b.a().shape().getFirst());
    int rows = Math.toIntExact(a.b().shape().getFirst());
    int columns = Math.toIntExact(a.a().shape().getLast());
    double[] right = new double[(rankA + rankB) * columns];
    double[] left = new double[rows * (rankA + rankB)];
    for (int k = 0; k < rankA + rankB; k++) {
      LoraModule of = k < rankB ? b : a;
      int at = k < rankB ? k : k - rankB;
      int rank = k < rankB ? rankB : rankA;
      double sign = k < rankB ? 1 : -1;
      for (int c = 0; c < columns; c++) {
        right[k * columns + c] = of.a().get((long) at * columns + c);
      }
      for (int i = 0; i < rows; i++) {
        left[i * (rankA + rankB) + k] = sign * of.scaling() * of.b().get((long) i * rank + at);
      }
    }
    return new AdapterUpdate(
        tensor("A", right, rankA + rankB, columns), tensor("B", left, rows, rankA + rankB), 1);
  }

  private static Tensor tensor(String name, double[] values, long rows, long columns) {
    MemorySegment data = MemorySegment.ofArray(new byte[values.length * Double.BYTES]);
    for (int i = 0; i < values.length; i++) {
      data.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, (long) i * Double.BYTES, values[i]);
    }
    return Tensor.of(name, Dtype.F64, data, rows, columns);
  }
}
