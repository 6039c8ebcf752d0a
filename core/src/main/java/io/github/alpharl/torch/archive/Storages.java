package io.github.alpharl.torch.archive;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The raw elements beside a pickle. */
@FunctionalInterface
public interface Storages {

  /** All bytes of the storage {@code key}, if there is one. */
  Optional<MemorySegment> find(String key);
}
