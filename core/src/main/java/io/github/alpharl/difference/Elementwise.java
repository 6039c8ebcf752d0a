package io.github.alpharl.difference;

import io.github.alpharl.difference.TensorDifference.Status;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.TopSubspace;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.util.List;
import java.util.Optional;

/** Two tensors of one name, element by element. */
final class Elementwise {

  private Elementwise() {}

  static TensorDifference of(
      String name, Optional<Tensor> first, Optional<Tensor> second, boolean spectrum) {
    if (first.isEmpty() || second.isEmpty()) {
      Tensor only = first.orElseGet(second::orElseThrow);
      Status status = first.isPresent() ? Status.ONLY_IN_FIRST : Status.ONLY_IN_SECOND;
      return unlike(name, status, first, second, only);
    }
    Tensor a = first.get();
    Tensor b = second.get();
    if (!a.shape().equals(b.shape())) {
      return unlike(name, Status.SHAPE, first, second, a);
    }
    if (a.sameAs(b)) {
      return equal(name, a, b);
    }
    Sums sums = new Sums();
    sums.add(a, b);
    return sums.changed == 0 ? equal(name, a, b) : changed(name, a, b, sums, spectrum);
  }

  private static TensorDifference unlike(
      String name, Status status, Optional<Tensor> first, Optional<Tensor> second, Tensor of) {
    return new TensorDifference(
        name,
        status,
        type(first),
        type(second),
        of.shape(),
        of.size(),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0);
  }

  private static String type(Optional<Tensor> tensor) {
    return tensor.map(t -> t.dtype().name()).orElse("");
  }

  private static TensorDifference equal(String name, Tensor a, Tensor b) {
    return new TensorDifference(
        name,
        Status.EQUAL,
        a.dtype().name(),
        b.dtype().name(),
        a.shape(),
        a.size(),
        0,
        0,
        0,
        0,
        0,
        0);
  }

  private static TensorDifference changed(
      String name, Tensor a, Tensor b, Sums sums, boolean spectrum) {
    double norm = Math.sqrt(sums.squares);
    boolean decomposed =
        spectrum
            && a.isMatrix()
            && a.dtype().isFloat()
            && b.dtype().isFloat()
            && sums.nonFinite == 0;
    double sigma = decomposed ? top(a, b).top().sigma() : Double.NaN;
    return new TensorDifference(
        name,
        Status.CHANGED,
        a.dtype().name(),
        b.dtype().name(),
        a.shape(),
        a.size(),
        (double) sums.changed / a.size(),
        norm,
        norm / Math.sqrt(sums.ofFirst),
        sigma,
        norm == 0 ? Double.NaN : sigma / norm,
        sums.nonFinite);
  }

  private static TopSubspace top(Tensor a, Tensor b) {
    return new SubspaceSolver(SpectralOptions.DEFAULT.withRank(1), Workers.SERIAL)
        .solve(new WeightPair(a, b), List.of());
  }

  /** Sums over the elements of two tensors. */
  private static final class Sums {

    private static final int CHUNK = 4096;

    private long changed;
    private long nonFinite;
    private double squares;
    private double ofFirst;

    void add(Tensor a, Tensor b) {
      for (long start = 0; start < a.size(); start += CHUNK) {
        int count = (int) Math.min(CHUNK, a.size() - start);
        double chunkSquares = 0;
        double chunkFirst = 0;
        for (int i = 0; i < count; i++) {
          double x = a.get(start + i);
          double y = b.get(start + i);
          if (Double.doubleToLongBits(x) != Double.doubleToLongBits(y) && x != y) {
            changed++;
          }
          double d = y - x;
          if (Double.isFinite(x) && Double.isFinite(y)) {
            chunkSquares += d * d;
            chunkFirst += x * x;
          } else {
            nonFinite++;
          }
        }
        squares += chunkSquares;
        ofFirst += chunkFirst;
      }
    }
  }
}
