package io.github.alpharl.adapter;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The factors of an update: A = √σ·vᵀ and B = √σ·u, σₖ being ‖leftₖ‖·‖rightₖ‖.
 *
 * @param update of which only the products count
 * @param type of the factors
 */
record FactorMatrices(Update update, Dtype type) {

  /** Those of the transposed matrix. */
  FactorMatrices turned() {
    double[][] left = new double[update.left().length][];
    float[][] right = new float[left.length][];
    for (int k = 0; k < left.length; k++) {
      left[k] = Vectors.scaled(1, update.right()[k]);
      right[k] = Vectors.rounded(update.left()[k]);
    }
    return new FactorMatrices(Update.products(update.module(), left, right), type);
  }

  /** Nothing but zeros of {@code type}. */
  static MemorySegment zeros(Dtype type, long rows, long columns) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(type.bytesOf(List.of(rows, columns)))]);
  }

  /** Sets √σₖ·vₖ in row {@code first} + k of a matrix of {@code columns} columns. */
  void fillA(MemorySegment data, long first, long columns) {
    for (int k = 0; k < update.left().length; k++) {
      fill(data, (first + k) * columns, 1, columns, Vectors.scaled(1, update.right()[k]), k);
    }
  }

  /** Sets √σₖ·uₖ in column {@code first} + k·{@code apart} of {@code rows} × {@code columns}. */
  void fillB(MemorySegment data, long rows, long columns, long first, long apart) {
    for (int k = 0; k < update.left().length; k++) {
      fill(data, first + k * apart, columns, rows, update.left()[k], k);
    }
  }

  private void fill(MemorySegment data, long at, long apart, long length, double[] vector, int k) {
    if (vector.length != length) {
      throw new IllegalArgumentException(
          update.module() + ": vector of " + vector.length + " for an axis of " + length);
    }
    double scale = Math.sqrt(sigma(k));
    double norm = Vectors.plainNorm(vector);
    for (int j = 0; j < vector.length; j++) {
      Elements.set(type, data, at + j * apart, scale * (norm == 0 ? 0 : vector[j] / norm));
    }
  }

  private double sigma(int k) {
    double right = Vectors.plainNorm(Vectors.scaled(1, update.right()[k]));
    return Vectors.plainNorm(update.left()[k]) * right;
  }
}
