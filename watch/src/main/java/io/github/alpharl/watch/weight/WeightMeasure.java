package io.github.alpharl.watch.weight;

/** What is measured of a checkpoint's update and its move since the checkpoint before. */
public enum WeightMeasure {
  /** Length of the move of attention's matrices, a step of training; rank-1 parts. */
  ATTENTION_STEP,
  /** The same of the matrices of MLPs. */
  MLP_STEP,
  /** The same of all other matrices, where there are any. */
  OTHER_STEP,
  /** Share of weights that differ from the base's. */
  CHANGED,
  /** Cosine of this move and the one before. */
  DIRECTION,
  /** Mean σ₁/‖ΔW‖. */
  NORM_SHARE,
  /** ‖ΔW‖ of the head (or the tied embedding) over that of the middle layers. */
  HEAD,
  /** How far the rank-1 update is from where its last two places point, by their distance. */
  INNOVATION,
  /** The largest module's relative move over the median module's. */
  LARGEST_MODULE
}
