package io.github.alpharl.lab.option;

import io.github.alpharl.lab.optimizer.Trainable;

/**
 * Which weights move.
 *
 * @param trainable which
 * @param loraRank r
 * @param loraAlpha α
 */
public record TrainableOptions(Trainable trainable, int loraRank, double loraAlpha) {

  /** Checks the ranges. */
  public TrainableOptions {
    Requirement.atLeast(1, "loraRank", loraRank);
    Requirement.finite("loraAlpha", loraAlpha);
  }

  /** True if factors train and the weights themselves rest. */
  public boolean isLora() {
    return trainable == Trainable.LORA;
  }
}
