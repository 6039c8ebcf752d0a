package io.github.alpharl.watch.channel;

/** Channels that move together for one reason; two groups that speak are independent witnesses. */
public enum Group {
  /** Reward and validation. */
  REWARD,
  /** Entropy with the spread of rewards. */
  ENTROPY,
  /** Length of answers and their truncation. */
  LENGTH,
  /** Training against sampling. */
  SAMPLER,
  /** Gradient. */
  GRADIENT,
  /** The weights themselves. */
  WEIGHTS
}
