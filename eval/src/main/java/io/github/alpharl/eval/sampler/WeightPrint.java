package io.github.alpharl.eval.sampler;

import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.run.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tells the weights in a directory from others by a few digits. */
public final class WeightPrint {

  private static final int DIGITS = 16;

  private WeightPrint() {}

  static String of(StepCheckpoint checkpoint) {
    return Fingerprint.of(checkpoint).substring(0, DIGITS);
  }

  /** The digits of the model or adapter in {@code directory}; empty where it holds none. */
  public static Optional<String> of(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (StepCheckpoint checkpoint = StepCheckpoint.open(directory)) {
      return Optional.of(of(checkpoint));
    } catch (AlphaRlException noWeights) {
      return Optional.empty();
    }
  }
}
