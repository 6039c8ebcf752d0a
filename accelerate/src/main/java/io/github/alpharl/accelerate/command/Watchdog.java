package io.github.alpharl.accelerate.command;

import java.io.IOException;

/**
 * A process beside a trainer: it reads its standard input, which ends with the process that started
 * it, however that ends, and then ends the trainer's tree if it is still there.
 */
public final class Watchdog {

  private Watchdog() {}

  /** The trainer's process number and when it started. */
  public static void main(String[] trainer) throws IOException {
    while (System.in.read() >= 0) {
      // nothing is ever sent
    }
    ProcessTree.find(Long.parseLong(trainer[0]), Long.parseLong(trainer[1]))
        .ifPresent(ProcessTree::end);
  }
}
