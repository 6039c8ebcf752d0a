package io.github.alpharl.watch;

/**
 * A stretch of training without a step back.
 *
 * @param number from 1
 * @param from its first step
 * @param to its last one so far
 * @param rows of metrics
 */
public record Attempt(int number, long from, long to, long rows) {

  Attempt at(long step) {
    return new Attempt(number, from, step, rows + 1);
  }
}
