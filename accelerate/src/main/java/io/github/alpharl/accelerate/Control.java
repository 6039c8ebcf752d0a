package io.github.alpharl.accelerate;

/** What an accepted candidate changes. */
public enum Control {
  /** The weights: the run goes on from the candidate. */
  JUMP,
  /** The learning rate of the next legs; the weights only where it goes back. */
  RATE,
  /** Both. */
  BOTH
}
