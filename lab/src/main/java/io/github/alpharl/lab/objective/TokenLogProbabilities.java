package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TokenBatch;
import io.github.alpharl.lab.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Log-probabilities of given answers, without gradients. */
public final class TokenLogProbabilities {

  private TokenLogProbabilities() {}

  /** log π of every token of every sample, by the pass that training uses. */
  public static List<double[]> of(
      Network network, LogitRule rule, List<TrainingSample> samples, int microTokens) {
    List<double[]> rows = new ArrayList<>();
    for (List<TrainingSample> micro : MicroBatches.split(samples, 1, microTokens)) {
      try (PointerScope _ = new PointerScope();
          NoGradGuard _ = new NoGradGuard()) {
        TokenBatch batch = MicroBatches.packed(micro, network.compute());
        double[] packed = Tensors.doubles(batch.chosen(batch.distribution(network, rule)));
        rows.addAll(unpack(micro, packed));
      }
    }
    return rows;
  }

  /** Cuts packed token values into rows. */
  static List<double[]> unpack(List<TrainingSample> samples, double[] packed) {
    List<double[]> rows = new ArrayList<>();
    int at = 0;
    for (TrainingSample sample : samples) {
      rows.add(Arrays.copyOfRange(packed, at, at + sample.answer().length));
      at += sample.answer().length;
    }
    return rows;
  }
}
