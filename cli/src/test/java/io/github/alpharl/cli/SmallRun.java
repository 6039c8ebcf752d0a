package io.github.alpharl.cli;

import java.nio.file.Path;
import java.util.Locale;

/** A tiny run: a base and steps whose updates grow along one direction with the accuracy. */
final class SmallRun {

  static final String WEIGHTS = "model.safetensors";

  private SmallRun() {}

  /** Writes base and steps below {@code root}, and a scores.csv beside them. */
  static Path write(Path root, long... steps) {
    SmallModel base = SmallModel.random(1);
    base.write(root.resolve("step-0"));
    StringBuilder scores = new StringBuilder("step,accuracy\n0,0.2000\n");
    for (long step : steps) {
      model(base, step).write(root.resolve("step-" + step));
      scores.append(String.format(Locale.ROOT, "%d,%.4f%n", step, accuracy(step)));
    }
    SmallModel.text(root.resolve("scores.csv"), scores.toString());
    return root;
  }

  /** Steps 10, 20, …, 50. */
  static Path write(Path root) {
    return write(root, 10, 20, 30, 40, 50);
  }

  /** The base of every such run. */
  static SmallModel base() {
    return SmallModel.random(1);
  }

  /** The model of {@code step}. */
  static SmallModel model(SmallModel base, long step) {
    return base.moved(accuracy(step) - 0.2, 0.004, step);
  }

  static double accuracy(long step) {
    return 0.2 + 0.6 * (1 - Math.exp(-step / 40.0));
  }
}
