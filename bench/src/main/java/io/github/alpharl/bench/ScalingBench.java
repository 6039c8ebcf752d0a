package io.github.alpharl.bench;

import io.github.alpharl.linearity.CrossValidation;
import io.github.alpharl.linearity.PartialLeastSquares;
import io.github.alpharl.linearity.TSne;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/**
 * How times grow: one update over its size, rank and threads, and one module's statistics over the
 * number of checkpoints. Each time is the shortest of some runs.
 *
 * @param directory where the matrices are kept meanwhile
 */
public record ScalingBench(Path directory) {

  private static final int MODULE_ROWS = 4096;
  private static final int[] SIDES = {1024, 2048, 4096, 8192};
  private static final String[] RANKS = {"1", "8", "1%", "10%"};
  private static final int RANK_SIDE = 2048;
  private static final int[] CHECKPOINTS = {30, 100, 300, 1000};

  /**
   * One time.
   *
   * @param series what is varied
   * @param label where
   * @param size the same as a number for an axis
   */
  public record Point(String series, String label, double size, double seconds) {}

  /** Measures all; {@code listener} hears each when it is done. */
  public List<Point> run(Consumer<Point> listener) {
    List<Point> points = new ArrayList<>();
    Consumer<Point> both = points::add;
    Consumer<Point> all = both.andThen(listener);
    sizes(all);
    ranks(all);
    threads(all);
    checkpoints(all);
    return points;
  }

  private void sizes(Consumer<Point> points) {
    for (int side : SIDES) {
      try (PlantedFiles files = files(side)) {
        double seconds = solve(files.pair(0), "1", Workers.SERIAL, 6);
        points.accept(new Point("weights of a matrix", side + "²", (double) side * side, seconds));
      }
    }
  }

  private void ranks(Consumer<Point> points) {
    try (PlantedFiles files = files(RANK_SIDE)) {
      for (String rank : RANKS) {
        int count = Rank.parse(rank).of(RANK_SIDE, RANK_SIDE);
        double seconds = solve(files.pair(0), rank, Workers.SERIAL, count > 100 ? 1 : 3);
        points.accept(new Point("rank of 2048 × 2048", rank, count, seconds));
      }
    }
  }

  private void threads(Consumer<Point> points) {
    int most = Runtime.getRuntime().availableProcessors();
    try (PlantedFiles files = files(MODULE_ROWS)) {
      for (int threads = 1; threads <= most; threads *= 2) {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
          Workers workers = threads == 1 ? Workers.SERIAL : Workers.of(pool);
          double seconds = solve(files.pair(0), "1", workers, 8);
          points.accept(new Point("threads, 4096 × 4096", "" + threads, threads, seconds));
        }
      }
    }
  }

  private PlantedFiles files(int side) {
    return new PlantedFiles(new PlantedUpdate(side, side, 0.6, 1), directory);
  }

  private static double solve(WeightPair pair, String rank, Workers workers, int rounds) {
    int count = Rank.parse(rank).of(pair.rows(), pair.columns());
    SubspaceSolver solver = new SubspaceSolver(SpectralOptions.DEFAULT.withRank(count), workers);
    int warmUps = Math.min(4, rounds - 1);
    return Timing.shortest(List.of(() -> solver.solve(pair, List.of())), warmUps, rounds)[0];
  }

  private static void checkpoints(Consumer<Point> points) {
    for (int count : CHECKPOINTS) {
      double[][] x = trajectory(count);
      double[] y = scores(count);
      double fit = Timing.shortest(List.of(() -> PartialLeastSquares.fit(x, y)), 2, 5)[0];
      points.accept(new Point("checkpoints: PLS and R²", "" + count, count, fit));
      double q2 = Timing.shortest(List.of(() -> CrossValidation.q2(x, y)), 1, 2)[0];
      points.accept(new Point("checkpoints: Q²", "" + count, count, q2));
      double project = Timing.seconds(() -> TSne.project(x));
      points.accept(new Point("checkpoints: t-SNE", "" + count, count, project));
    }
  }

  /** A line with noise, as the scaled first directions of a module are (T × m). */
  private static double[][] trajectory(int count) {
    Random random = new Random(1);
    double[] direction = random.doubles(MODULE_ROWS, -1, 1).toArray();
    double[][] x = new double[count][MODULE_ROWS];
    for (int t = 0; t < count; t++) {
      for (int j = 0; j < MODULE_ROWS; j++) {
        x[t][j] = (t + 1.0) / count * direction[j] + 0.01 * random.nextGaussian();
      }
    }
    return x;
  }

  private static double[] scores(int count) {
    Random random = new Random(2);
    double[] y = new double[count];
    for (int t = 0; t < count; t++) {
      y[t] = 0.2 + 0.5 * t / count + 0.01 * random.nextGaussian();
    }
    return y;
  }
}
