package io.github.alpharl.watch;

/**
 * A score of a run.
 *
 * @param step where
 * @param value finite
 */
record ScorePoint(long step, double value) {}
