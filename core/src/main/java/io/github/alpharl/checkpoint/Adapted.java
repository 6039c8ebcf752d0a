package io.github.alpharl.checkpoint;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Stretches;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.SingularTriplet;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.TopSubspace;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** The arithmetic of adapters beyond W + scaling·B·A, in float64 where it cancels. */
final class Adapted {

  private static final Stretches STRETCHES = new Stretches(1024);

  private Adapted() {}

  /**
   * True if {@code copy}, of the same shape, holds the values of {@code before}, perhaps rounded to
   * its own type: of a large tensor {@link Stretches} are looked at.
   */
  static boolean isCopy(Tensor before, Tensor copy) {
    if (!before.shape().equals(copy.shape()) || !before.dtype().isFloat()) {
      return false;
    }
    return STRETCHES
        .of(copy)
        .allMatch(from -> isCopy(before, copy, from, (int) (STRETCHES.end(copy, from) - from)));
  }

  private static boolean isCopy(Tensor before, Tensor copy, long from, int count) {
    double[] left = elements(before, from, count);
    double[] right = elements(copy, from, count);
    for (int i = 0; i < count; i++) {
      if (Elements.round(copy.dtype(), left[i]) != right[i]) {
        return false;
      }
    }
    return true;
  }

  private static double[] elements(Tensor tensor, long from, int count) {
    int bytes = tensor.dtype().bytes();
    double[] values = new double[count];
    MemorySegment data =
        tensor.memory().range(from * bytes, (from + count) * bytes, Tensor.onHeap());
    Elements.get(tensor.dtype(), data, 0, values);
    return values;
  }

  /** The update of a matrix that is stored the other way round: (s·B·A)ᵀ = s·Aᵀ·Bᵀ. */
  static LoraModule turned(LoraModule factors) {
    return new LoraModule(
        factors.baseTensor(), turned(factors.b()), turned(factors.a()), factors.scaling());
  }

  /** {@code matrix} transposed. */
  static Tensor turned(Tensor matrix) {
    long rows = matrix.shape().getFirst();
    long columns = matrix.shape().getLast();
    MemorySegment data = Arena.ofAuto().allocate(Math.max(1, matrix.data().byteSize()), 8);
    for (long i = 0; i < rows; i++) {
      for (long j = 0; j < columns; j++) {
        Elements.set(matrix.dtype(), data, j * rows + i, matrix.get(i * columns + j));
      }
    }
    return Tensor.of(
        matrix.name(), matrix.dtype(), data.asSlice(0, matrix.data().byteSize()), columns, rows);
  }

  /**
   * The factors of expert {@code e} of {@code experts}, as PEFT's target_parameters lays them out:
   * its r rows of A are neighbours, its r columns of B lie {@code experts} apart.
   */
  static LoraModule expert(
      String name, AdapterParts.Part part, int e, long experts, double scaling) {
    long rank = part.a.shape().getFirst() / experts;
    long in = part.a.shape().getLast();
    long out = part.b.shape().getFirst();
    long rowBytes = rank * in * part.a.dtype().bytes();
    Tensor a =
        Tensor.of(
            part.a.name(), part.a.dtype(), part.a.data().asSlice(e * rowBytes, rowBytes), rank, in);
    MemorySegment columns = Arena.ofAuto().allocate(out * rank * part.b.dtype().bytes(), 8);
    for (long i = 0; i < out; i++) {
      for (long k = 0; k < rank; k++) {
        double value = part.b.get(i * rank * experts + k * experts + e);
        Elements.set(part.b.dtype(), columns, i * rank + k, value);
      }
    }
    Tensor b = Tensor.of(part.b.name(), part.b.dtype(), columns, out, rank);
    return new LoraModule(name, a, b, scaling);
  }

  /** s·B·A − s₀·B₀·A₀, the update where the initial product was taken out of the base. */
  static LoraModule less(LoraModule factors, LoraModule initial) {
    double[][] left = columns(initial.b(), -initial.scaling() / factors.scaling());
    double[][] right = rows(initial.a());
    return joined(factors, left, right);
  }

  /** s·B·A − Σσᵢuᵢvᵢᵀ over the r leading triplets of {@code matrix}, which PiSSA starts from. */
  static LoraModule lessLeading(LoraModule factors, HfCheckpoint base, Tensor matrix) {
    int rank = Math.toIntExact(factors.rank());
    TopSubspace leading = LeadingSubspaces.of(base, matrix, rank);
    double[][] left = new double[rank][];
    double[][] right = new double[rank][];
    for (int k = 0; k < rank; k++) {
      SingularTriplet triplet = leading.triplets().get(k);
      left[k] = scaled(triplet.u(), -triplet.sigma() / factors.scaling());
      right[k] = triplet.v();
    }
    return joined(factors, left, right);
  }

  private static double[] scaled(double[] a, double factor) {
    double[] result = a.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return result;
  }

  /** Factors of twice the rank, or so, in float64. */
  private static LoraModule joined(LoraModule factors, double[][] left, double[][] right) {
    double[][] lefts = concat(columns(factors.b(), 1), left);
    double[][] rights = concat(rows(factors.a()), right);
    int rank = lefts.length;
    int m = lefts[0].length;
    int n = rights[0].length;
    MemorySegment b = Arena.ofAuto().allocate(8L * m * rank, 8);
    MemorySegment a = Arena.ofAuto().allocate(8L * n * rank, 8);
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < m; i++) {
        Elements.set(Dtype.F64, b, (long) i * rank + k, lefts[k][i]);
      }
      for (int j = 0; j < n; j++) {
        Elements.set(Dtype.F64, a, (long) k * n + j, rights[k][j]);
      }
    }
    return new LoraModule(
        factors.baseTensor(),
        Tensor.of(factors.a().name(), Dtype.F64, a, rank, n),
        Tensor.of(factors.b().name(), Dtype.F64, b, m, rank),
        factors.scaling());
  }

  private static double[][] concat(double[][] a, double[][] b) {
    double[][] all = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static double[][] columns(Tensor matrix, double factor) {
    int rows = Math.toIntExact(matrix.shape().getFirst());
    int columns = Math.toIntExact(matrix.shape().getLast());
    double[][] result = new double[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        result[k][i] = factor * matrix.get((long) i * columns + k);
      }
    }
    return result;
  }

  private static double[][] rows(Tensor matrix) {
    double[][] result = new double[Math.toIntExact(matrix.shape().getFirst())][];
    for (int k = 0; k < result.length; k++) {
      result[k] = new double[Math.toIntExact(matrix.shape().getLast())];
      matrix.row(k, result[k]);
    }
    return result;
  }

  /** {@code base} with the rows {@code places} replaced by those of {@code trained}. */
  static Tensor withRows(Tensor base, Tensor trained, List<Long> places) {
    long columns = base.shape().getLast();
    boolean fits =
        trained.isMatrix() && trained.shape().equals(List.of((long) places.size(), columns));
    if (!fits || places.stream().anyMatch(place -> place < 0 || place >= base.shape().getFirst())) {
      throw BadDataException.of(
              "tensor '%s' %s does not fit the rows %s of '%s' %s",
              trained.name(), trained.shape(), places, base.name(), base.shape())
          .on(trained.name())
          .as(Defect.MISMATCH);
    }
    Tensor copy = copy(base, longer(base.dtype(), trained.dtype()));
    for (int k = 0; k < places.size(); k++) {
      for (long c = 0; c < columns; c++) {
        Elements.set(
            copy.dtype(), copy.data(), places.get(k) * columns + c, trained.get(k * columns + c));
      }
    }
    return copy;
  }

  /** {@code base} + factor · {@code more}, element by element. */
  static Tensor plus(Tensor base, Tensor more, double factor) {
    Tensor sum = copy(base, Dtype.F64);
    for (long i = 0; i < base.size(); i++) {
      Elements.set(Dtype.F64, sum.data(), i, base.get(i) + factor * more.get(i));
    }
    return sum;
  }

  /** {@code base} and the updates of its slices, or of itself. */
  static Tensor plus(Tensor base, List<ModuleId> slices, List<UpdateRows> updates) {
    Tensor sum = copy(base, longer(base.dtype(), Dtype.F32));
    for (int s = 0; s < slices.size(); s++) {
      UpdateRows rows = updates.get(s);
      Tensor slice = slices.get(s).slice(sum);
      double[] row = new double[rows.columns()];
      for (int i = 0; i < rows.rows(); i++) {
        rows.read(i, row);
        for (int c = 0; c < row.length; c++) {
          long at = (long) i * row.length + c;
          Elements.set(slice.dtype(), slice.data(), at, slice.get(at) + row[c]);
        }
      }
    }
    return sum;
  }

  private static Dtype longer(Dtype one, Dtype other) {
    return other.bits() > one.bits() ? other : one;
  }

  private static Tensor copy(Tensor tensor, Dtype type) {
    MemorySegment data = Arena.ofAuto().allocate(Math.max(1, type.bytesOf(tensor.shape())), 64);
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(type, data, i, tensor.get(i));
    }
    return new Tensor(
        tensor.name(), type, tensor.shape(), data.asSlice(0, type.bytesOf(tensor.shape())));
  }

  /**
   * Leading singular triplets of a base's own matrices, which PiSSA takes out of it: computed once
   * for all adapters on an opened base, and kept as long as that is.
   */
  private static final class LeadingSubspaces {

    private static final double RESIDUAL = 1e-7;
    private static final int MOST_SWEEPS = 500;

    private static final Map<HfCheckpoint, Map<Wanted, TopSubspace>> KEPT =
        Collections.synchronizedMap(new WeakHashMap<>());

    private record Wanted(String tensor, int rank) {}

    private LeadingSubspaces() {}

    /** The first {@code rank} triplets of {@code matrix} of {@code base}. */
    static TopSubspace of(HfCheckpoint base, Tensor matrix, int rank) {
      return KEPT.computeIfAbsent(base, _ -> new ConcurrentHashMap<>())
          .computeIfAbsent(new Wanted(matrix.name(), rank), _ -> solve(matrix, rank));
    }

    private static TopSubspace solve(Tensor matrix, int rank) {
      long bytes = matrix.data().byteSize();
      MemorySegment zeros = Arena.ofAuto().allocate(Math.max(1, bytes), 64);
      Tensor none =
          new Tensor(matrix.name(), matrix.dtype(), matrix.shape(), zeros.asSlice(0, bytes));
      SpectralOptions options = new SpectralOptions(rank, RESIDUAL, MOST_SWEEPS, 0);
      return new SubspaceSolver(options, Workers.SERIAL)
          .solve(new WeightPair(none, matrix), List.of());
    }
  }
}
