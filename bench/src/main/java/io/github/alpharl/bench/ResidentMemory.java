package io.github.alpharl.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This process's resident memory as Linux counts it, in bytes; −1 where the system does not tell.
 */
final class ResidentMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** All of it, pages of mapped files included. */
  static long all() {
    return read("VmRSS:");
  }

  /** Without pages of mapped files. */
  static long anonymous() {
    return read("RssAnon:");
  }

  private static long read(String key) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(key)) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return -1;
    } catch (IOException notLinux) {
      return -1;
    }
  }
}
