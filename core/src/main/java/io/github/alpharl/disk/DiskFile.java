package io.github.alpharl.disk;

import java.io.Closeable;
import java.io.IOException;

/** A new file that is being written. */
public interface DiskFile extends ByteSink, Closeable {

  /** Returns when content and size have reached the device. */
  void force() throws IOException;
}
