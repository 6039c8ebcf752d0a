package io.github.alpharl.lab.network;

import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Weights;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Cosines and signed sines of every position, each context × headDim. */
final class RotationTable implements AutoCloseable {

  private static final String COSINES = "cosines";
  private static final String SINES = "sines";

  private final Weights tables = new Weights();

  /** Computes in double and stores in {@code compute}'s precision; call inside a pointer scope. */
  RotationTable(Architecture config, int positions, Compute compute) {
    double[] frequencies = config.rope().frequencies(config.headDim());
    int half = frequencies.length;
    double[] cosines = new double[positions * 2 * half];
    double[] sines = new double[positions * 2 * half];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        int at = p * 2 * half + i;
        cosines[at] = cosines[at + half] = Math.cos(p * frequencies[i]);
        sines[at + half] = Math.sin(p * frequencies[i]);
        sines[at] = -sines[at + half];
      }
    }
    tables.put(COSINES, table(cosines, positions, compute));
    tables.put(SINES, table(sines, positions, compute));
  }

  private static Tensor table(double[] values, int positions, Compute compute) {
    Tensor table = AbstractTensor.create(values, positions, values.length / positions);
    return table.to(compute.options(), false, true, null);
  }

  /** The rows of {@code positions} (any shape S), as S × 1 × headDim to spread over heads. */
  Rotation at(Tensor positions) {
    return new Rotation(rows(COSINES, positions), rows(SINES, positions));
  }

  private Tensor rows(String table, Tensor positions) {
    return torch.embedding(tables.get(table), positions).unsqueeze(-2); // (S, E) -> (S, 1, E)
  }

  /** The rotation of some positions: x·cos + swap(x)·(∓sin), halves swapped. */
  record Rotation(Tensor cosines, Tensor sines) {

    Tensor apply(Tensor x) {
      Tensor swapped = torch.roll(x, new long[] {x.size(-1) / 2}, -1); // (B, T, heads, E)
      return torch.addcmul(x.mul(cosines), swapped, sines);
    }
  }

  @Override
  public void close() {
    tables.close();
  }
}
