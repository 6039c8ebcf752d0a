package io.github.alpharl.lab.option;

import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;

/**
 * Where and how precisely a run computes.
 *
 * @param device of all tensors
 * @param precision element type of weights and activations
 * @param threads threads of LibTorch
 * @param microTokens most padded tokens of a training pass
 */
public record ComputeOptions(
    Device device, Compute.Precision precision, int threads, int microTokens) {

  /** Checks the ranges. */
  public ComputeOptions {
    Requirement.atLeast(1, "threads", threads);
    Requirement.atLeast(1, "microTokens", microTokens);
  }

  /** For the network. */
  public Compute compute() {
    return new Compute(device, precision, threads);
  }
}
