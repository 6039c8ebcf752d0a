package io.github.alpharl.forecastnext;

import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.forecast.Observation;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import io.github.alpharl.update.Update;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/**
 * A module whose update is planted: ΔW_t = first(t)·a bᵀ + second(t)·c dᵀ with four random unit
 * vectors. Triplets between checkpoints come with a random sign, as a decomposition may give them.
 */
record Planted(
    String module,
    List<Long> steps,
    double[][] directions,
    LongToDoubleFunction first,
    LongToDoubleFunction second,
    long signs)
    implements Observation {

  static Planted of(
      int rows,
      int columns,
      int count,
      long seed,
      LongToDoubleFunction first,
      LongToDoubleFunction second) {
    Random random = new Random(seed);
    double[][] directions = {
      unit(random, rows), unit(random, columns), unit(random, rows), unit(random, columns)
    };
    List<Long> steps = LongStream.rangeClosed(1, count).boxed().toList();
    return new Planted("m" + seed, steps, directions, first, second, 0);
  }

  Planted withSigns(long seed) {
    return new Planted(module, steps, directions, first, second, seed);
  }

  private static double[] unit(Random random, int length) {
    double[] a = random.doubles(length, -1, 1).toArray();
    double norm = io.github.alpharl.vector.Vectors.norm(a);
    return java.util.Arrays.stream(a).map(x -> x / norm).toArray();
  }

  /** ΔW at any step. */
  double[][] update(long step) {
    double[][] update = new double[directions[0].length][directions[1].length];
    for (int i = 0; i < update.length; i++) {
      for (int j = 0; j < update[0].length; j++) {
        update[i][j] =
            first.applyAsDouble(step) * directions[0][i] * directions[1][j]
                + second.applyAsDouble(step) * directions[2][i] * directions[3][j];
      }
    }
    return update;
  }

  /** ‖predicted − ΔW_step‖/‖ΔW_step‖. */
  double error(Update predicted, long step) {
    double[][] actual = update(step);
    double[][] guess = new double[actual.length][actual[0].length];
    for (int t = 0; t < steps.size(); t++) {
      add(guess, predicted.weights()[t], update(steps.get(t)));
    }
    for (int k = 0; k < predicted.left().length; k++) {
      for (int i = 0; i < guess.length; i++) {
        for (int j = 0; j < guess[0].length; j++) {
          guess[i][j] += predicted.left()[k][i] * predicted.right()[k][j];
        }
      }
    }
    add(guess, -1, actual);
    return norm(guess) / norm(actual);
  }

  private static void add(double[][] into, double factor, double[][] a) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        into[i][j] += factor * a[i][j];
      }
    }
  }

  private static double norm(double[][] a) {
    double squares = 0;
    for (double[] row : a) {
      squares += io.github.alpharl.vector.Vectors.dot(row, row);
    }
    return Math.sqrt(squares);
  }

  private static Tensor tensor(double[][] a) {
    int n = a[0].length;
    MemorySegment data = MemorySegment.ofArray(new byte[8 * a.length * n]);
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < n; j++) {
        Elements.set(Dtype.F64, data, (long) i * n + j, a[i][j]);
      }
    }
    return Tensor.of("m", Dtype.F64, data, a.length, n);
  }

  private Rank1Factor top(double[][] delta, long sign) {
    WeightPair pair =
        new WeightPair(tensor(new double[delta.length][delta[0].length]), tensor(delta));
    SpectralOptions options = new SpectralOptions(1, 1e-8, 200, 0);
    Rank1Factor top =
        ModuleFactors.of(module, new SubspaceSolver(options, Workers.SERIAL).solve(pair, List.of()))
            .top();
    return new Random(31 * signs + sign).nextBoolean() ? top.flipped() : top;
  }

  @Override
  public double[] scores() {
    throw new UnsupportedOperationException("NExt needs no scores");
  }

  @Override
  public ModuleTrajectory trajectory() {
    return new ModuleTrajectory(
        module, steps, steps.stream().map(step -> top(update(step), step)).toList());
  }

  @Override
  public List<ModuleFactors> subspaces() {
    throw new UnsupportedOperationException("NExt needs rank 1");
  }

  @Override
  public double[][] products() {
    throw new UnsupportedOperationException("NExt needs no products");
  }

  @Override
  public Rank1Factor difference(int from, int to) {
    double[][] difference = update(steps.get(to));
    if (from >= 0) {
      add(difference, -1, update(steps.get(from)));
    }
    return top(difference, 1000L * from + to);
  }
}
