package io.github.alpharl.spectral;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.spectral.kernel.NonFinite;
import io.github.alpharl.spectral.kernel.NonFiniteException;
import io.github.alpharl.spectral.kernel.ScalarUpdateKernel;
import io.github.alpharl.spectral.kernel.Tally;
import io.github.alpharl.spectral.kernel.UpdateKernel;
import io.github.alpharl.spectral.kernel.UpdateKernels;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds the top singular subspace of an update. Small matrices are solved exactly, others by block
 * Krylov iteration on a fused sweep; the result is a function of the weights, the options and the
 * start vectors alone, bit for bit, whatever the number of threads.
 */
public final class SubspaceSolver {

  /** Below this smaller side a full decomposition costs no more than a few sweeps. */
  private static final int SMALL_SIDE = 64;

  /** Matrices up to this size are swept in float64: cheap, and exact to rounding. */
  private static final long SMALL_SIZE = 1 << 20;

  private static final double SMALL_TOLERANCE = 1e-10;

  /** Squares within these bounds keep their digits in float32. */
  private static final double SMALLEST_MEAN_SQUARE = 1e-28;

  private static final double LARGEST_SUM_OF_SQUARES = 1e34;

  /** A cold start looks at every 16th group of 16 rows first. */
  private static final int SAMPLE_GROUP = 16;

  private static final int SAMPLE_STRIDE = 16;
  private static final int SAMPLE_SWEEPS = 4;

  private final SpectralOptions options;
  private final Workers workers;

  /** A solver with these options; {@code workers} share the sweeps over one large matrix. */
  public SubspaceSolver(SpectralOptions options, Workers workers) {
    this.options = options;
    this.workers = workers;
  }

  /**
   * The leading triplets of {@code pair}.
   *
   * @param start right singular vectors (n) of an earlier checkpoint, best first; may be empty
   * @throws NonFiniteException if an entry is NaN or infinite
   */
  public TopSubspace solve(WeightPair pair, List<double[]> start) {
    int smaller = Math.min(pair.rows(), pair.columns());
    int wanted = Math.min(options.rank(), smaller);
    if (smaller == 0) {
      throw BadDataException.of(
              "tensor '%s' has shape %s; an update needs at least one row and one column",
              pair.step().name(), pair.step().shape())
          .on(pair.step().name())
          .as(Defect.UNSUPPORTED);
    }
    if (smaller <= SMALL_SIDE || 3L * wanted >= smaller) {
      return FullDecomposition.of(pair, wanted);
    }
    if ((long) pair.rows() * pair.columns() <= SMALL_SIZE) {
      return iterate(pair, new ScalarUpdateKernel(), wanted, exactOptions(), start);
    }
    return solveLarge(pair, wanted, start);
  }

  private SpectralOptions exactOptions() {
    return options.withTolerance(Math.min(options.tolerance(), SMALL_TOLERANCE));
  }

  private TopSubspace solveLarge(WeightPair pair, int wanted, List<double[]> start) {
    UpdateKernel kernel = UpdateKernels.fastest();
    TopSubspace result = iterate(pair, kernel, wanted, options, start);
    if (inRangeOfFloat32(result, (double) pair.rows() * pair.columns())) {
      return result;
    }
    return iterate(pair, new ScalarUpdateKernel(), wanted, options, start);
  }

  private static boolean inRangeOfFloat32(TopSubspace result, double size) {
    double squares = result.norm() * result.norm();
    return result.unchangedShare() == 1
        || (squares < LARGEST_SUM_OF_SQUARES && squares > SMALLEST_MEAN_SQUARE * size);
  }

  private TopSubspace iterate(
      WeightPair pair,
      UpdateKernel kernel,
      int wanted,
      SpectralOptions with,
      List<double[]> start) {
    Tally tally = new Tally();
    UpdateOperator operator = UpdateOperator.whole(pair, kernel, workers);
    BlockKrylov krylov = new BlockKrylov(new Counting(operator, tally), wanted, RANK_TOLERANCE);
    List<double[]> first = start.isEmpty() ? coldStart(pair, kernel, wanted) : start;
    // A known top vector needs one random companion, so that a stale one cannot hide another.
    boolean known = !start.isEmpty() && wanted == 1;
    List<double[]> block =
        known
            ? filled(start.subList(0, 1), 2, pair.columns())
            : filled(first, krylov.block(), pair.columns());
    BlockKrylov.Ritz ritz = krylov.run(block, with.tolerance(), with.maxSweeps());
    if (!Double.isFinite(tally.sumOfSquares()) || ritz.triplets().isEmpty()) {
      NonFinite.check(pair);
    }
    return result(pair, wanted, ritz, tally, krylov.sweeps());
  }

  /** Relative size below which σ_i is rounding: float32 sums of some thousand terms. */
  private static final double RANK_TOLERANCE = 1e-6;

  private static TopSubspace result(
      WeightPair pair, int wanted, BlockKrylov.Ritz ritz, Tally tally, int sweeps) {
    List<SingularTriplet> triplets = new ArrayList<>(ritz.triplets());
    while (triplets.size() < wanted) {
      triplets.add(SingularTriplet.zero(pair.rows(), pair.columns()));
    }
    double size = (double) pair.rows() * pair.columns();
    return new TopSubspace(
        triplets, Math.sqrt(tally.sumOfSquares()), ritz.gap(), tally.unchanged() / size, sweeps);
  }

  /** Directions from a sample of the rows: a guess for a fraction of one sweep. */
  private List<double[]> coldStart(WeightPair pair, UpdateKernel kernel, int wanted) {
    if (pair.rows() < 4 * SAMPLE_GROUP * SAMPLE_STRIDE || wanted > SAMPLE_GROUP) {
      return List.of();
    }
    UpdateOperator sample =
        UpdateOperator.sample(pair, kernel, workers, SAMPLE_GROUP, SAMPLE_STRIDE);
    BlockKrylov krylov = new BlockKrylov(sample, wanted, RANK_TOLERANCE);
    List<double[]> start = filled(List.of(), krylov.block(), pair.columns());
    return krylov.leading(start, SAMPLE_SWEEPS);
  }

  /** {@code start} and random vectors behind it up to a whole block. */
  private List<double[]> filled(List<double[]> start, int block, int columns) {
    List<double[]> all = new ArrayList<>(start.subList(0, Math.min(block, start.size())));
    SplittableRandom random = new SplittableRandom(options.seed());
    while (all.size() < block) {
      all.add(random.doubles(columns, -1, 1).toArray());
    }
    return all;
  }

  /** Collects the tally in the first sweep alone. */
  private static final class Counting implements GramOperator {

    private final UpdateOperator operator;
    private Tally tally;

    Counting(UpdateOperator operator, Tally tally) {
      this.operator = operator;
      this.tally = tally;
    }

    @Override
    public int rows() {
      return operator.rows();
    }

    @Override
    public int columns() {
      return operator.columns();
    }

    @Override
    public Images apply(double[][] x) {
      Images images = operator.apply(x, tally);
      tally = null;
      return images;
    }
  }
}
