package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.TokenBatch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What is minimised: the part of a whole mini-batch's loss that some of its samples contribute. */
public interface Objective {

  /**
   * Adds up weighted losses.
   *
   * @param samples rows of a micro-batch
   * @param batch the same rows, packed
   * @param metrics takes what the metrics show
   * @return a scalar with gradient
   */
  Tensor loss(List<TrainingSample> samples, TokenBatch batch, StepMetrics metrics);

  /** How many neighbouring samples must stay in one micro-batch and in order. */
  default int unit() {
    return 1;
  }
}
