package io.github.alpharl.watch;

/**
 * A value of a series.
 *
 * @param step where
 * @param value finite
 */
record Value(long step, double value) {}
