package io.github.alpharl.forecast;

import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.factor.product.UpdateProducts;
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

/** One module's updates as plain matrices, seen as forecasters see them. */
record Updates(List<Long> steps, double[] scores, List<double[][]> deltas) implements Observation {

  static Updates of(List<Long> steps, double[] scores, double[][]... deltas) {
    return new Updates(steps, scores, List.of(deltas));
  }

  /** The same without the last {@code count} checkpoints. */
  Updates without(int count) {
    int kept = steps.size() - count;
    return new Updates(
        steps.subList(0, kept), java.util.Arrays.copyOf(scores, kept), deltas.subList(0, kept));
  }

  static UpdateRows rows(double[][] delta) {
    return new UpdateRows.Difference(
        tensor(new double[delta.length][delta[0].length]), tensor(delta));
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

  private static ModuleFactors factors(double[][] delta) {
    int rank = Math.min(delta.length, delta[0].length);
    WeightPair pair =
        new WeightPair(tensor(new double[delta.length][delta[0].length]), tensor(delta));
    SpectralOptions options = new SpectralOptions(rank, 1e-10, 200, 0);
    return ModuleFactors.of(
        "m", new SubspaceSolver(options, Workers.SERIAL).solve(pair, List.of()));
  }

  /** {@code sum} written out. */
  double[][] dense(Update sum) {
    double[][] all = new double[deltas.getFirst().length][deltas.getFirst()[0].length];
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < all[0].length; j++) {
        for (int t = 0; t < sum.weights().length; t++) {
          all[i][j] += sum.weights()[t] * deltas.get(t)[i][j];
        }
        for (int k = 0; k < sum.left().length; k++) {
          all[i][j] += sum.left()[k][i] * sum.right()[k][j];
        }
      }
    }
    return all;
  }

  @Override
  public String module() {
    return "m";
  }

  @Override
  public ModuleTrajectory trajectory() {
    return new ModuleTrajectory("m", steps, subspaces().stream().map(ModuleFactors::top).toList());
  }

  @Override
  public List<ModuleFactors> subspaces() {
    return deltas.stream().map(Updates::factors).toList();
  }

  @Override
  public double[][] products() {
    return UpdateProducts.gram(deltas.stream().map(Updates::rows).toList());
  }

  @Override
  public Rank1Factor difference(int from, int to) {
    double[][] later = deltas.get(to);
    double[][] difference = new double[later.length][later[0].length];
    for (int i = 0; i < later.length; i++) {
      for (int j = 0; j < later[0].length; j++) {
        difference[i][j] = later[i][j] - (from < 0 ? 0 : deltas.get(from)[i][j]);
      }
    }
    return factors(difference).top();
  }
}
