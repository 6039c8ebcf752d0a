package io.github.alpharl.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of unfinished files and directories: {@code .alpharl-tmp-HOST-PID-N}. One is stale, and may
 * be deleted, when it was made on this host by a process that has ended, or by this process number
 * without being in use (a container's processes get the same number again).
 */
public final class TempNames {

  private static final String PREFIX = ".alpharl-tmp-";
  private static final Pattern NAME =
      Pattern.compile("\\.alpharl-tmp-([0-9a-f]{1,8})-([0-9]{1,18})-([0-9]+)");
  private static final String HOST = Integer.toHexString(hostName().hashCode());
  private static final long PROCESS = ProcessHandle.current().pid();
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();

  private TempNames() {}

  /** A fresh name beside {@code target}, in use until {@link #release}. */
  static Path beside(Path target) {
    String name = PREFIX + HOST + "-" + PROCESS + "-" + COUNTER.incrementAndGet();
    IN_USE.add(name);
    return target.toAbsolutePath().resolveSibling(name);
  }

  static void release(Path temp) {
    IN_USE.remove(String.valueOf(temp.getFileName()));
  }

  /** True for an unfinished file or directory of this tool, stale or not. */
  public static boolean isTemp(Path path) {
    return String.valueOf(path.getFileName()).startsWith(PREFIX);
  }

  /** Deletes what killed processes left in {@code directory}; what resists stays, harmlessly. */
  static void clean(Disk disk, Path directory) throws IOException {
    for (Path stale : Listing.read(directory, PREFIX + "*")) {
      if (isStale(String.valueOf(stale.getFileName()))) {
        tryDelete(disk, stale);
      }
    }
  }

  private static void tryDelete(Disk disk, Path stale) {
    try {
      deleteTree(disk, stale);
    } catch (IOException e) {
      // Another process may be cleaning, too; leftovers cost space but never correctness.
    }
  }

  private static boolean isStale(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || !matcher.group(1).equals(HOST) || IN_USE.contains(name)) {
      return false;
    }
    long process = Long.parseLong(matcher.group(2));
    return process == PROCESS || ProcessHandle.of(process).isEmpty();
  }

  /** Deletes {@code path} and, if it is a directory, all within; links are not followed. */
  static void deleteTree(Disk disk, Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : Listing.read(path, "*")) {
        deleteTree(disk, child);
      }
    }
    disk.delete(path);
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException e) {
      return String.valueOf(System.getenv("HOSTNAME"));
    }
  }
}
