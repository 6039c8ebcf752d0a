package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Tensor;
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

/**
 * Leading singular triplets of a base's own matrices, which PiSSA takes out of it: computed once
 * for all adapters on an opened base, and kept as long as that is.
 */
final class LeadingSubspaces {

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
