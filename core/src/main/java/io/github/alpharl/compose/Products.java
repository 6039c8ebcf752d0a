package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;

/** An adapter's update scaling·B·A (m × r, r × n) as products of vectors. */
final class Products {

  private Products() {}

  /** {@code update} and {@code weight} times the adapter's. */
  static Update plus(Update update, LoraModule factors, double weight) {
    return plus(update, factors.b(), factors.a(), weight * factors.scaling());
  }

  /** {@code update} and {@code scaling}·B·A. */
  static Update plus(Update update, Tensor b, Tensor a, double scaling) {
    int rank = Math.toIntExact(a.shape().getFirst());
    int rows = Math.toIntExact(b.shape().getFirst());
    int columns = Math.toIntExact(a.shape().getLast());
    double[][] left = new double[rank][rows];
    float[][] right = new float[rank][columns];
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < rows; i++) {
        left[k][i] = scaling * b.get((long) i * rank + k);
      }
      for (int c = 0; c < columns; c++) {
        right[k][c] = (float) a.get((long) k * columns + c);
      }
    }
    return update.plusProducts(left, right);
  }
}
