package io.github.alpharl.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of unfinished files and directories: {@code .alpharl-tmp-HOST-SCOPE-PID-N}. SCOPE tells
 * process numbers apart that containers and boots of one host name give alike. One is stale, and
 * may be deleted, when it was made in this scope by a process that has ended, or by this process
 * number without being in use; or on a host of this name in another scope and was left unchanged
 * for a day, as nobody here can ask whether its process still runs.
 */
public final class TempNames {

  private static final String PREFIX = ".alpharl-tmp-";
  private static final Pattern NAME =
      Pattern.compile("\\.alpharl-tmp-([0-9a-f]{1,8})-(?:([0-9a-f]{1,8})-)?([0-9]{1,18})-([0-9]+)");
  private static final String HOST =
      Integer.toHexString(line("/proc/sys/kernel/hostname", "HOSTNAME").hashCode());
  private static final String SCOPE = Integer.toHexString(scope().hashCode());
  private static final Duration FOREIGN_AGE = Duration.ofDays(1);
  private static final long PROCESS = ProcessHandle.current().pid();
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();

  private TempNames() {}

  /** A fresh name beside {@code target}, in use until {@link #release}. */
  static Path beside(Path target) {
    String name = PREFIX + HOST + "-" + SCOPE + "-" + PROCESS + "-" + COUNTER.incrementAndGet();
    IN_USE.add(name);
    return target.toAbsolutePath().resolveSibling(name);
  }

  /** A fresh name for a mark elsewhere, in use until {@link #release(String)}. */
  public static String fresh() {
    return beside(Path.of("mark")).getFileName().toString();
  }

  /** Ends the use of {@code name}. */
  public static void release(String name) {
    IN_USE.remove(name);
  }

  /**
   * True if the process that made {@code name} has ended; of one that nobody here can ask for, if
   * nothing was {@code changed} for a day.
   */
  public static boolean isLeft(String name, Instant changed) {
    return switch (user(name)) {
      case ENDED -> true;
      case RUNNING -> false;
      case UNKNOWN, ELSEWHERE -> isOld(changed);
    };
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
      if (isStale(stale)) {
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

  private static boolean isStale(Path path) throws IOException {
    return switch (user(String.valueOf(path.getFileName()))) {
      case ENDED -> true;
      case RUNNING, ELSEWHERE -> false;
      case UNKNOWN -> isOld(path);
    };
  }

  /** What is known of the process that made a name. */
  private enum User {
    RUNNING,
    ENDED,
    /** Of a host of this name, in another scope. */
    UNKNOWN,
    /** Of another host, or the name is none of these. */
    ELSEWHERE
  }

  private static User user(String name) {
    Matcher matcher = NAME.matcher(name);
    if (IN_USE.contains(name)) {
      return User.RUNNING;
    }
    if (!matcher.matches() || !matcher.group(1).equals(HOST)) {
      return User.ELSEWHERE;
    }
    if (!SCOPE.equals(matcher.group(2))) {
      return User.UNKNOWN;
    }
    long process = Long.parseLong(matcher.group(3));
    boolean ended = process == PROCESS || ProcessHandle.of(process).isEmpty();
    return ended ? User.ENDED : User.RUNNING;
  }

  private static boolean isOld(Path path) throws IOException {
    try {
      return isOld(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant());
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static boolean isOld(Instant changed) {
    return changed.isBefore(Instant.now().minus(FOREIGN_AGE));
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

  /** The boot and the space of process numbers: containers have their own. */
  private static String scope() {
    String boot = line("/proc/sys/kernel/random/boot_id", "");
    try {
      return boot + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return boot;
    }
  }

  private static String line(String file, String variable) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return String.valueOf(System.getenv(variable));
    }
  }
}
