package io.github.alpharl.spectral;

import io.github.alpharl.vector.DenseVectors;
import java.util.ArrayList;
import java.util.List;

/**
 * Block Krylov iteration with Rayleigh–Ritz for the leading singular triplets of an operator (Musco
 * and Musco 2015; Golub and Van Loan 10.4). Each sweep adds a block of directions, the residuals of
 * the leading Ritz vectors; the residual of every triplet is known without a further sweep because
 * ΔWᵀ·ΔW·Q is kept.
 */
final class BlockKrylov {

  /** Singular values below this share of the largest cannot be told from rounding in float32. */
  private final double rankTolerance;

  /** From here on work on the basis costs more than sweeps, so that it is kept small. */
  private static final int WIDE = 32;

  private final GramOperator operator;
  private final int wanted;
  private final int block;
  private final int laterBlock; // the first block has found the neighbours of a single triplet
  private final int maxBasis;
  private final KrylovBasis basis = new KrylovBasis();
  private int sweeps;

  /**
   * An iteration for {@code wanted} triplets.
   *
   * @param rankTolerance σ_i/σ₁ from which on a singular value counts as zero
   */
  BlockKrylov(GramOperator operator, int wanted, double rankTolerance) {
    this.operator = operator;
    this.wanted = wanted;
    this.block = blockSize(wanted, Math.min(operator.rows(), operator.columns()));
    this.laterBlock = wanted == 1 ? Math.min(2, block) : block;
    this.maxBasis = wanted + (block > WIDE ? 3 : 8) * block;
    this.rankTolerance = rankTolerance;
  }

  /** More vectors than wanted, as the convergence depends on the gap behind the block. */
  static int blockSize(int wanted, int smallerSide) {
    int roomy = wanted + Math.max(3, wanted / 8);
    return Math.min(roomy + roomy % 2, smallerSide);
  }

  int block() {
    return block;
  }

  int sweeps() {
    return sweeps;
  }

  /**
   * Iterates from {@code start} until each residual is at most {@code tolerance}; gives nothing if
   * a number is not finite.
   */
  Ritz run(List<double[]> start, double tolerance, int maxSweeps) {
    double[][] x = basis.orthonormalize(start);
    Ritz ritz = Ritz.EMPTY;
    while (x.length > 0 && sweeps < maxSweeps) {
      basis.add(x, operator.apply(x));
      sweeps++;
      if (!basis.isFinite()) {
        return Ritz.EMPTY;
      }
      SymmetricEigen eigen = basis.ritz();
      ritz = ritz(eigen);
      if (sweeps > 1 && ritz.worstResidual() <= tolerance && ritz.covers(wanted, basis.size())) {
        break;
      }
      List<double[]> next = directions(eigen, laterBlock);
      if (basis.size() + block > maxBasis) {
        basis.restart(eigen, Math.min(basis.size(), wanted + block));
      }
      x = basis.orthonormalize(next);
    }
    return ritz;
  }

  /** The leading right Ritz vectors after {@code count} sweeps, as many as a block holds. */
  List<double[]> leading(List<double[]> start, int count) {
    double[][] x = basis.orthonormalize(start);
    for (int sweep = 1; x.length > 0; sweep++) {
      basis.add(x, operator.apply(x));
      if (!basis.isFinite()) {
        return List.of();
      }
      if (sweep == count) {
        break;
      }
      x = basis.orthonormalize(directions(basis.ritz(), block));
    }
    List<double[]> vectors = new ArrayList<>();
    if (basis.size() > 0) {
      SymmetricEigen eigen = basis.ritz();
      for (int i = 0; i < Math.min(block, basis.size()); i++) {
        vectors.add(basis.right(eigen.vectors()[i]));
      }
    }
    return vectors;
  }

  private Ritz ritz(SymmetricEigen eigen) {
    List<SingularTriplet> triplets = new ArrayList<>();
    for (int i = 0; i < Math.min(wanted, basis.size()); i++) {
      double sigma = sigma(eigen, i);
      if (sigma > 0) {
        triplets.add(triplet(eigen.vectors()[i], sigma));
      }
    }
    double gap = basis.size() > 1 && sigma(eigen, 0) > 0 ? sigma(eigen, 1) / sigma(eigen, 0) : 0;
    return new Ritz(triplets, gap);
  }

  /** σ_i, or 0 where it is only rounding. */
  private double sigma(SymmetricEigen eigen, int i) {
    double sigma = Math.sqrt(Math.max(0, eigen.values()[i]));
    return sigma > rankTolerance * Math.sqrt(Math.max(0, eigen.values()[0])) ? sigma : 0;
  }

  private SingularTriplet triplet(double[] w, double sigma) {
    double[] v = basis.right(w);
    double[] u = basis.left(w);
    DenseVectors.scale(u, 1 / sigma);
    double[] residual = basis.back(w);
    DenseVectors.scale(residual, 1 / sigma);
    DenseVectors.addScaled(residual, -sigma, v);
    return new SingularTriplet(sigma, u, v, DenseVectors.norm(residual) / sigma);
  }

  /** AᵀA v − σ² v of the {@code count} leading Ritz vectors: what the space lacks most. */
  private List<double[]> directions(SymmetricEigen eigen, int count) {
    List<double[]> next = new ArrayList<>();
    for (int i = 0; i < Math.min(count, basis.size()); i++) {
      double[] direction = basis.back(eigen.vectors()[i]);
      DenseVectors.addScaled(direction, -eigen.values()[i], basis.right(eigen.vectors()[i]));
      if (DenseVectors.norm(direction) > 1e-14 * eigen.values()[0]) {
        next.add(direction);
      }
    }
    return next;
  }

  /** The leading triplets so far. */
  record Ritz(List<SingularTriplet> triplets, double gap) {

    static final Ritz EMPTY = new Ritz(List.of(), 0);

    double worstResidual() {
      return triplets.stream().mapToDouble(SingularTriplet::residual).max().orElse(0);
    }

    /** True if there are {@code wanted} triplets, or if the basis shows that there are no more. */
    boolean covers(int wanted, int basisSize) {
      return triplets.size() == wanted || basisSize > triplets.size();
    }
  }
}
