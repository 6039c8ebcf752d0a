package io.github.alpharl.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.TopSubspace;
import io.github.alpharl.spectral.kernel.PlainRead;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/**
 * The top triplet of one update against a plain read of its two matrices and against LibTorch.
 * Times are the shortest of some rounds, in which all sides take turns.
 *
 * @param directory where the matrices are kept meanwhile, some hundred megabytes
 * @param rounds how often everything but the full SVD is measured
 * @param full whether to measure the full SVD, which takes minutes
 */
public record SvdBench(Path directory, int rounds, boolean full) {

  private static final int WARM_UPS = 4;
  private static final int READ_PARTS = 8;
  private static final int[][] SHAPES = {{4096, 4096}, {12288, 4096}};

  /** A spectrum by its σ₂/σ₁. */
  private enum Spectrum {
    GAP(0.6),
    FLAT(0.95);

    private final double ratio;

    Spectrum(double ratio) {
      this.ratio = ratio;
    }
  }

  /**
   * One shape and spectrum on some threads; times in seconds, of reading and solving from mapped
   * files in the page cache.
   *
   * @param coldSeconds without a start vector
   * @param warmSeconds from the top vectors of the two checkpoints before
   * @param fullSvdSeconds of LibTorch's {@code linalg_svd}, measured once for each shape; absent
   *     when left out
   * @param randomisedSeconds of {@code svd_lowrank}, q = 8 and 4 power steps
   * @param sweeps of the cold start, without its sample
   * @param residual of the cold start
   * @param startCosine |⟨v(t − 1), v(t)⟩| of the warm start
   * @param topShare σ₁/‖ΔW‖ as measured
   */
  public record Row(
      String shape,
      String spectrum,
      int threads,
      double plainReadSeconds,
      double coldSeconds,
      double warmSeconds,
      Double fullSvdSeconds,
      double randomisedSeconds,
      int sweeps,
      double residual,
      int warmSweeps,
      double warmResidual,
      double randomisedResidual,
      double startCosine,
      double topShare) {

    /** Cold start in plain reads. */
    @JsonIgnore
    public double coldReads() {
      return coldSeconds / plainReadSeconds;
    }

    /** Warm start in plain reads. */
    @JsonIgnore
    public double warmReads() {
      return warmSeconds / plainReadSeconds;
    }
  }

  /** Measures all rows; {@code listener} hears each when it is done. */
  public List<Row> run(int threads, Consumer<Row> listener) {
    List<Row> rows = new ArrayList<>();
    for (int[] shape : SHAPES) {
      double[] fullSeconds = new double[2];
      for (Spectrum spectrum : Spectrum.values()) {
        PlantedUpdate update = new PlantedUpdate(shape[0], shape[1], spectrum.ratio, 1);
        try (PlantedFiles files = new PlantedFiles(update, directory)) {
          for (int i = 0; i < (threads > 1 ? 2 : 1); i++) {
            int count = i == 0 ? 1 : threads;
            if (full && spectrum == Spectrum.GAP) {
              LibTorchSvd.threads(count);
              fullSeconds[i] = Timing.seconds(() -> LibTorchSvd.full(files.pair(0)));
            }
            Row row = row(update, spectrum, files, count, fullSeconds[i]);
            listener.accept(row);
            rows.add(row);
          }
        }
      }
    }
    return rows;
  }

  private Row row(
      PlantedUpdate update,
      Spectrum spectrum,
      PlantedFiles files,
      int threads,
      double fullSeconds) {
    LibTorchSvd.threads(threads);
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      Workers workers = threads == 1 ? Workers.SERIAL : Workers.of(pool);
      SubspaceSolver solver = new SubspaceSolver(SpectralOptions.DEFAULT, workers);
      WeightPair pair = files.pair(0);
      List<double[]> start = start(files, solver);
      TopSubspace[] cold = new TopSubspace[1];
      TopSubspace[] warm = new TopSubspace[1];
      double[] seconds =
          Timing.shortest(
              LibTorchSvd::rest,
              List.of(
                  () -> read(pair, workers),
                  () -> cold[0] = solver.solve(pair, List.of()),
                  () -> warm[0] = solver.solve(pair, start),
                  () -> LibTorchSvd.randomised(pair, false)),
              WARM_UPS,
              rounds);
      return new Row(
          update.rows() + "×" + update.columns(),
          spectrum.name().toLowerCase(java.util.Locale.ROOT),
          threads,
          seconds[0],
          seconds[1],
          seconds[2],
          full ? fullSeconds : null,
          seconds[3],
          cold[0].sweeps(),
          cold[0].top().residual(),
          warm[0].sweeps(),
          warm[0].top().residual(),
          LibTorchSvd.randomised(pair, true),
          cosine(start.getFirst(), warm[0].top().v()),
          cold[0].normShare());
    }
  }

  /** What a decomposition has of the two steps before: their top vectors, newest first. */
  private static List<double[]> start(PlantedFiles files, SubspaceSolver solver) {
    double[] older = solver.solve(files.pair(2), List.of()).top().v();
    double[] newer = solver.solve(files.pair(1), List.of(older)).top().v();
    return List.of(newer, older);
  }

  private static double cosine(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return Math.abs(sum);
  }

  private static void read(WeightPair pair, Workers workers) {
    MemorySegment[] segments = {pair.base().data(), pair.step().data()};
    long part = segments[0].byteSize() / READ_PARTS;
    long[] sums = new long[READ_PARTS];
    workers.run(
        READ_PARTS,
        p -> {
          for (MemorySegment segment : segments) {
            sums[p] += PlainRead.checksum(segment.asSlice(p * part, part));
          }
        });
    Blackhole.take(sums);
  }

  /** Keeps a result that nobody needs, so that the work for it is done. */
  private static final class Blackhole {
    private static volatile Optional<long[]> last = Optional.empty();

    static void take(long[] sums) {
      last = Optional.of(sums);
      if (last.get().length == 0) {
        throw new IllegalStateException("no parts");
      }
    }
  }
}
