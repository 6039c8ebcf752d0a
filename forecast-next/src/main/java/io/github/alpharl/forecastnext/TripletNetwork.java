package io.github.alpharl.forecastnext;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.lab.torch.Weights;
import io.github.alpharl.vector.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The network of one shape (m × n). A triplet is a row of m + n + 1 numbers: √m·u, √n·v and σ in
 * units of its module's last σ, so that entries are of the order of one. Whole and recent triplet
 * go through an encoder each, both codes through a hidden layer to the next triplet. Trained on all
 * modules of the shape and all places of the window at once, every module also with the other sign.
 */
final class TripletNetwork implements AutoCloseable {

  private static final Optimizer.Settings RULE =
      new Optimizer.Settings(Optimizer.Rule.ADAMW, 0.9, 0.999, 0.01);

  private final int rows;
  private final int columns;
  private final Settings settings;
  private final Weights weights = new Weights();

  /**
   * How networks are made and trained.
   *
   * @param hidden width of codes and hidden layer
   * @param epochs passes over all examples
   * @param rate peak of the learning rate, which falls by a cosine
   * @param seed of the first weights
   */
  record Settings(int hidden, int epochs, double rate, long seed) {

    static final Settings STANDARD = new Settings(64, 300, 1e-3, 0);

    Settings with(long otherSeed) {
      return new Settings(hidden, epochs, rate, otherSeed);
    }
  }

  private TripletNetwork(int rows, int columns, Settings settings) {
    this.rows = rows;
    this.columns = columns;
    this.settings = settings;
    SplittableRandom random = new SplittableRandom(settings.seed());
    int width = width();
    int hidden = settings.hidden();
    try (PointerScope _ = new PointerScope()) {
      layer("whole", width, hidden, random);
      layer("recent", width, hidden, random);
      layer("hidden", 2 * hidden, hidden, random);
      layer("out", hidden, width, random);
    }
  }

  /** The triplet after the window of each module of one shape, by name. */
  static Map<String, Rank1Factor> next(List<TripletSeries> modules, Settings settings) {
    Compute.DEFAULT.load();
    TripletSeries any = modules.getFirst();
    try (TripletNetwork network = new TripletNetwork(any.rows(), any.columns(), settings)) {
      network.train(modules);
      return network.next(modules);
    }
  }

  private int width() {
    return rows + columns + 1;
  }

  private void layer(String name, int in, int out, SplittableRandom random) {
    double[] values = new double[in * out];
    double deviation = 1 / Math.sqrt(in);
    for (int i = 0; i < values.length; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    weights.put(name, Tensors.of(Compute.DEFAULT, values, out, in));
    weights.put(name + ".bias", Tensors.of(Compute.DEFAULT, new double[out], out));
  }

  private Tensor layer(String name, Tensor input) {
    return torch.linear(input, weights.get(name)).add(weights.get(name + ".bias"));
  }

  /** Next triplets for whole and recent ones (B × width each). */
  private Tensor forward(Tensor whole, Tensor recent) {
    List<Tensor> codes = List.of(layer("whole", whole).relu(), layer("recent", recent).relu());
    Tensor both = torch.cat(new org.bytedeco.pytorch.TensorVector(codes.toArray(Tensor[]::new)), 1);
    return layer("out", layer("hidden", both).relu());
  }

  private void train(List<TripletSeries> modules) {
    List<double[]> whole = new ArrayList<>();
    List<double[]> recent = new ArrayList<>();
    List<double[]> next = new ArrayList<>();
    for (TripletSeries module : modules) {
      for (int t = 0; t < module.next().size(); t++) {
        for (int sign = 1; sign >= -1; sign -= 2) {
          whole.add(row(module.whole().get(t), module.unit(), sign));
          recent.add(row(module.recent().get(t), module.unit(), sign));
          next.add(row(module.next().get(t), module.unit(), sign));
        }
      }
    }
    Parameters parameters = new Parameters();
    weights.map().forEach(parameters::add);
    Schedule schedule = new Schedule(settings.rate(), 0, Schedule.Shape.COSINE, settings.epochs());
    try (PointerScope _ = new PointerScope();
        Optimizer optimizer = new Optimizer(parameters, RULE)) {
      Tensor inputs = tensor(whole);
      Tensor moves = tensor(recent);
      Tensor wanted = tensor(next);
      Tensor shares = tensor(List.of(shares(next.size())));
      for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
        parameters.zeroGradients();
        try (PointerScope _ = new PointerScope()) {
          forward(inputs, moves).sub(wanted).abs().mul(shares).sum().backward();
        }
        optimizer.step(schedule.at(epoch), 1, epoch);
      }
    }
  }

  /** u, v and σ count alike in the loss, a mean absolute error over B rows. */
  private double[] shares(int count) {
    double[] shares = new double[width()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = 1.0 / count / (i < rows ? rows : i < rows + columns ? columns : 1);
    }
    return shares;
  }

  private Map<String, Rank1Factor> next(List<TripletSeries> modules) {
    List<double[]> whole = new ArrayList<>();
    List<double[]> recent = new ArrayList<>();
    for (TripletSeries module : modules) {
      whole.add(row(module.whole().getLast(), module.unit(), 1));
      recent.add(row(module.recent().getLast(), module.unit(), 1));
    }
    Map<String, Rank1Factor> found = new HashMap<>();
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      double[] all = Tensors.doubles(forward(tensor(whole), tensor(recent)));
      for (int i = 0; i < modules.size(); i++) {
        TripletSeries module = modules.get(i);
        found.put(module.module(), triplet(all, i * width(), module.unit()));
      }
    }
    return found;
  }

  private Tensor tensor(List<double[]> all) {
    double[] values = new double[all.size() * width()];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i), 0, values, i * width(), width());
    }
    return Tensors.of(Compute.DEFAULT, values, all.size(), width());
  }

  private double[] row(Rank1Factor triplet, double unit, int sign) {
    double[] row = new double[width()];
    for (int i = 0; i < rows; i++) {
      row[i] = sign * Math.sqrt(rows) * triplet.u()[i];
    }
    for (int j = 0; j < columns; j++) {
      row[rows + j] = sign * Math.sqrt(columns) * triplet.v()[j];
    }
    row[rows + columns] = unit == 0 ? 0 : triplet.sigma() / unit;
    return row;
  }

  /** The triplet of the row that begins at {@code from}, u and v at unit length again. */
  private Rank1Factor triplet(double[] all, int from, double unit) {
    double sigma = Math.max(0, all[from + rows + columns]) * unit;
    return new Rank1Factor(
        direction(all, from, rows), direction(all, from + rows, columns), sigma, sigma);
  }

  private static float[] direction(double[] all, int from, int count) {
    double[] part = java.util.Arrays.copyOfRange(all, from, from + count);
    double norm = Vectors.norm(part);
    for (int i = 0; i < count && norm > 0; i++) {
      part[i] /= norm;
    }
    return Vectors.rounded(part);
  }

  @Override
  public void close() {
    weights.close();
  }
}
