package io.github.alpharl.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.List;

/** An adapter that was written, read again as alpharl reads those of others. */
final class WrittenAdapter {

  private WrittenAdapter() {}

  static double entry(Update update, int i, int j) {
    double sum = 0;
    for (int k = 0; k < update.left().length; k++) {
      sum += update.left()[k][i] * update.right()[k][j];
    }
    return sum;
  }

  /** What the written adapter does to every module is what was to be written. */
  static void readBack(HfCheckpoint base, Path adapter, List<Update> updates) {
    try (StepCheckpoint step = StepCheckpoint.open(adapter)) {
      for (ModuleId module : ModulePatterns.standard().modules(base)) {
        UpdateRows found = UpdateRows.of(base, step, module);
        double[] row = new double[found.columns()];
        for (int i = 0; i < found.rows(); i++) {
          found.read(i, row);
          for (int j = 0; j < row.length; j++) {
            double expected = 0;
            for (Update update : updates) {
              expected += update.module().equals(module.name()) ? entry(update, i, j) : 0;
            }
            assertThat(row[j]).as(module.name()).isCloseTo(expected, within(1e-6));
          }
        }
      }
    }
  }
}
