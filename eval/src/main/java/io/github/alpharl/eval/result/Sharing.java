package io.github.alpharl.eval.result;

import io.github.alpharl.run.Shard;

/** What one process does of an evaluation that several may share. */
public sealed interface Sharing {

  /** All of it. */
  record Whole() implements Sharing {}

  /** Answers to the problems of {@code shard}, kept until they are merged; no figures. */
  record Share(Shard shard) implements Sharing {}

  /** The figures, from the answers of all shards; asks for none. */
  record Merge() implements Sharing {}
}
