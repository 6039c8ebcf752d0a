package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.model.LogitRule;
import io.github.alpharl.lab.model.Network;
import io.github.alpharl.lab.model.Tensors;
import io.github.alpharl.lab.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Log-probabilities of given answers, without gradients. */
public final class Scores {

  private Scores() {}

  /** log π of every token of every sample, by the pass that training uses. */
  public static List<double[]> of(
      Network network, LogitRule rule, List<Sample> samples, int microTokens) {
    List<double[]> rows = new ArrayList<>();
    for (List<Sample> micro : Micro.split(samples, 1, microTokens)) {
      try (PointerScope _ = new PointerScope();
          NoGradGuard _ = new NoGradGuard()) {
        TokenBatch batch = Updater.batch(micro, network.compute());
        double[] packed =
            Tensors.doubles(batch.chosen(batch.distribution(network, rule)));
        rows.addAll(unpack(micro, packed));
      }
    }
    return rows;
  }

  /** Cuts packed token values into rows. */
  static List<double[]> unpack(List<Sample> samples, double[] packed) {
    List<double[]> rows = new ArrayList<>();
    int at = 0;
    for (Sample sample : samples) {
      rows.add(Arrays.copyOfRange(packed, at, at + sample.answer().length));
      at += sample.answer().length;
    }
    return rows;
  }
}
