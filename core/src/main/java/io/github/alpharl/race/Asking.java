package io.github.alpharl.race;

import io.github.alpharl.run.Shard;

/** Who computes results that several processes share through what is kept. */
public sealed interface Asking {

  /** Computes whatever is not kept. */
  record Alone() implements Asking {}

  /** Computes the share of {@code shard}. */
  record Own(Shard shard) implements Asking {}

  /** Computes nothing. */
  record Never() implements Asking {}

  /** Whether this process computes the result in {@code place}, from 0. */
  default boolean computes(int place) {
    return switch (this) {
      case Alone _ -> true;
      case Own(Shard shard) -> place % shard.count() == shard.index() - 1;
      case Never _ -> false;
    };
  }
}
