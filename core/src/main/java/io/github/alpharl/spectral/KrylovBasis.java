package io.github.alpharl.spectral;

import io.github.alpharl.vector.DenseVectors;
import java.util.ArrayList;
import java.util.List;

/**
 * An orthonormal basis Q of a growing space with its images Y = A·Q and Z = Aᵀ·Y, and the Gram
 * matrix YᵀY, whose eigenvectors give the Ritz vectors of AᵀA in that space.
 */
final class KrylovBasis {

  /** A new direction shorter than this, after removing what the basis has, is rounding noise. */
  private static final double DEPENDENT = 1e-10;

  private final List<double[]> q = new ArrayList<>();
  private final List<double[]> y = new ArrayList<>();
  private final List<double[]> z = new ArrayList<>();
  private double[][] gram = new double[0][0];

  int size() {
    return q.size();
  }

  /** The part of {@code candidates} that is new to the basis, orthonormal. */
  double[][] orthonormalize(List<double[]> candidates) {
    List<double[]> fresh = new ArrayList<>();
    for (double[] candidate : candidates) {
      double length = DenseVectors.norm(candidate);
      if (length == 0 || !Double.isFinite(length)) {
        continue;
      }
      double[] x = candidate.clone();
      DenseVectors.scale(x, 1 / length);
      // Three times is enough even for candidates that lie almost in the basis.
      double kept = removeBasis(x, fresh);
      kept *= removeBasis(x, fresh);
      if (kept > DEPENDENT) {
        removeBasis(x, fresh);
        fresh.add(x);
      }
    }
    return fresh.toArray(double[][]::new);
  }

  /**
   * Makes {@code x} orthogonal to the basis and to {@code more}; returns its length before it is
   * one.
   */
  private double removeBasis(double[] x, List<double[]> more) {
    List<double[]> all = new ArrayList<>(q);
    all.addAll(more);
    double[] shares = DenseVectors.dots(all, x);
    for (int j = 0; j < shares.length; j++) {
      shares[j] = -shares[j];
    }
    DenseVectors.addScaled(x, shares, all);
    double length = DenseVectors.norm(x);
    if (length > 0) {
      DenseVectors.scale(x, 1 / length);
    }
    return length;
  }

  /** Adds orthonormal directions with their images. */
  void add(double[][] x, GramOperator.Images images) {
    int before = size();
    for (int j = 0; j < x.length; j++) {
      q.add(x[j]);
      y.add(images.y()[j]);
      z.add(images.z()[j]);
    }
    double[][] larger = new double[size()][size()];
    for (int i = 0; i < size(); i++) {
      for (int j = Math.max(i, before); j < size(); j++) {
        larger[i][j] = larger[j][i] = DenseVectors.dot(y.get(i), y.get(j));
      }
      if (i < before) {
        System.arraycopy(gram[i], 0, larger[i], 0, before);
      }
    }
    gram = larger;
  }

  /** False if a sweep met NaN or infinity, or numbers too large to square. */
  boolean isFinite() {
    for (double[] row : gram) {
      for (double entry : row) {
        if (!Double.isFinite(entry)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Eigenpairs of YᵀY: values σ² and coefficients of the Ritz vectors. */
  SymmetricEigen ritz() {
    return SymmetricEigen.of(gram);
  }

  /** Σ_j w_j · q_j (n). */
  double[] right(double[] w) {
    return combine(q, w);
  }

  /** Σ_j w_j · y_j (m). */
  double[] left(double[] w) {
    return combine(y, w);
  }

  /** Σ_j w_j · z_j (n). */
  double[] back(double[] w) {
    return combine(z, w);
  }

  private static double[] combine(List<double[]> vectors, double[] w) {
    double[] sum = new double[vectors.getFirst().length];
    DenseVectors.addScaled(sum, w, vectors);
    return sum;
  }

  /** Keeps only the first {@code count} Ritz vectors: the basis of a thick restart. */
  void restart(SymmetricEigen ritz, int count) {
    List<double[]> newQ = new ArrayList<>();
    List<double[]> newY = new ArrayList<>();
    List<double[]> newZ = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      newQ.add(right(ritz.vectors()[i]));
      newY.add(left(ritz.vectors()[i]));
      newZ.add(back(ritz.vectors()[i]));
    }
    q.clear();
    y.clear();
    z.clear();
    gram = new double[0][0];
    add(
        newQ.toArray(double[][]::new),
        new GramOperator.Images(newY.toArray(double[][]::new), newZ.toArray(double[][]::new)));
  }
}
