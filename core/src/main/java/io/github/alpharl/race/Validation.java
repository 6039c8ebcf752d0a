package io.github.alpharl.race;

import java.nio.file.Path;

/** How models are tried: on an endless list of validation problems, none of which is a test one. */
public interface Validation extends AutoCloseable {

  /**
   * Whether the model in the directory {@code model} solves the problems {@code from} … {@code from
   * + count − 1}, each answered once.
   */
  boolean[] answers(Path model, int from, int count);

  /** What the answers depend on beside the model and the problems. */
  String settings();

  /** Ends what the answers came from; nothing, where that needs no end. */
  @Override
  default void close() {}
}
