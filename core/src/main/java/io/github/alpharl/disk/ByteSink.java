package io.github.alpharl.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Where bytes go, in order. */
@FunctionalInterface
public interface ByteSink {

  /** Appends all of {@code bytes}; large segments are best, every call may be a system call. */
  void write(MemorySegment bytes) throws IOException;
}
