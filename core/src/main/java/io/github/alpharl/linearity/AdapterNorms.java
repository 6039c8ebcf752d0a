package io.github.alpharl.linearity;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.spectral.AdapterUpdate;
import io.github.alpharl.vector.DenseVectors;
import java.util.List;

/**
 * ‖ΔW‖ of each module that an adapter makes: exact where it is a product of factors, through their
 * r × r Gram matrices; by some rows where the base's weights count, as in DoRA.
 */
final class AdapterNorms {

  private static final int MOST_ROWS = 64;

  private AdapterNorms() {}

  /** One for each of {@code modules}. */
  static List<Double> of(HfCheckpoint base, LoraAdapter adapter, List<ModuleId> modules) {
    LoraAdapter aligned = adapter.alignedTo(base);
    return Parallel.map(
        Runtime.getRuntime().availableProcessors(),
        modules,
        module -> of(UpdateRows.of(base, aligned, module)));
  }

  private static double of(UpdateRows rows) {
    return switch (rows) {
      case UpdateRows.None _ -> 0;
      case UpdateRows.Product product ->
          new AdapterUpdate(
                  product.factors().a(), product.factors().b(), product.factors().scaling())
              .norm();
      case UpdateRows.Difference difference -> sampled(difference);
      case UpdateRows.Rescaled rescaled -> sampled(rescaled);
    };
  }

  private static double sampled(UpdateRows update) {
    int looked = Math.min(MOST_ROWS, update.rows());
    double[] row = new double[update.columns()];
    double squares = 0;
    for (int k = 0; k < looked; k++) {
      update.read((int) ((long) k * update.rows() / looked), row);
      squares += DenseVectors.dot(row, row);
    }
    return Math.sqrt(squares * update.rows() / looked);
  }
}
