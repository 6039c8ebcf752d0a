package io.github.alpharl.lab.run;

import java.nio.file.Path;
import java.util.Optional;

/** Looks at a training between its steps. An alarm of it sends the training back. */
public interface Guard {

  /** One that never says anything. */
  Guard SILENT = new Guard() {};

  /**
   * The run in {@code run} goes on after {@code step}. What its files hold was judged before: it is
   * what the following is compared with.
   */
  default void begin(Path run, int step) {}

  /** The log has its line of {@code step}. */
  default Optional<Alarm> logged(int step) {
    return Optional.empty();
  }

  /** The checkpoint of {@code step} is there, with its score. */
  default Optional<Alarm> saved(int step) {
    return Optional.empty();
  }

  /** {@code step} could not be taken, as {@code reason} says. */
  default Optional<Alarm> diverged(int step, String reason) {
    return Optional.empty();
  }

  /**
   * Training should not go on like this.
   *
   * @param step where this was seen
   * @param lastGood the newest checkpoint before it began; 0 for the start
   * @param reason in words
   */
  record Alarm(int step, int lastGood, String reason) {}
}
