package io.github.alpharl.watch.detector;

import io.github.alpharl.failure.UsageException;

/**
 * One budget of false alarms for all channels: the mean of their e-detectors is an e-detector, and
 * one of {@code channels} that reaches {@code channels}·A lifts the mean to A.
 *
 * @param runLength A, the average number of looks to a false alarm of any channel, at least
 * @param channels that share it
 */
public record Budget(double runLength, int channels) {

  /** Refuses what cannot be promised. */
  public Budget {
    if (!(runLength >= 10 && runLength <= 1e9)) {
      throw UsageException.of(
          "the average run length to a false alarm must be between 10 and 1e9 looks, not %s",
          runLength);
    }
  }

  /** The evidence at which one channel speaks. */
  public double threshold() {
    return runLength * channels;
  }

  /**
   * The evidence at which one channel confirms what another has found: a hundredth. Alone it says
   * nothing, so the promise is that of {@link #threshold} still.
   */
  public double confirming() {
    return threshold() / 100;
  }

  /** False alarms a look, at most. */
  public double rate() {
    return 1 / runLength;
  }
}
