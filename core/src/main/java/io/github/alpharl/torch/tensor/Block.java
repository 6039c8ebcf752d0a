package io.github.alpharl.torch.tensor;

/**
 * A box of a tensor and its elements, where they lie.
 *
 * @param box not empty
 * @param view of the box's sizes
 */
public record Block(Box box, View view) {}
