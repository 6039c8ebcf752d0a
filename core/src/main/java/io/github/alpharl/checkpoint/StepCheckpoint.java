package io.github.alpharl.checkpoint;

import java.nio.file.Path;

/** What a training run left at one step: a full model, or an adapter to the base. */
public sealed interface StepCheckpoint extends AutoCloseable permits HfCheckpoint {

  /** Its directory. */
  Path directory();

  /** Unmaps its files. */
  @Override
  void close();
}
