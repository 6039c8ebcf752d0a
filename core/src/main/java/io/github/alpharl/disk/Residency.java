package io.github.alpharl.disk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;

/**
 * Whether mapped memory can be read. That of files on this machine always can; that of a {@link
 * Remote} is brought first, whoever reads it.
 */
public final class Residency {

  /** Pieces up to this size are copied: a mapping of its own for each would be dear. */
  private static final long SMALL = 64L << 10;

  private static final ConcurrentNavigableMap<Long, Remote> REMOTES = new ConcurrentSkipListMap<>();

  private static volatile Mirror mirror = Mirror.NONE;
  private static final List<Mirror> MIRRORS = new ArrayList<>();

  /** False in nearly every process, which then pays nothing. */
  private static volatile boolean any;

  private Residency() {}

  static Mirror mirror() {
    return mirror;
  }

  static synchronized void install(Mirror installed) {
    MIRRORS.add(installed);
    mirror = new Mirrors(List.copyOf(MIRRORS));
  }

  static synchronized void uninstall(Mirror installed) {
    MIRRORS.remove(installed);
    mirror = MIRRORS.isEmpty() ? Mirror.NONE : new Mirrors(List.copyOf(MIRRORS));
  }

  /** Several, which stand for different paths. */
  private record Mirrors(List<Mirror> all) implements Mirror {

    @Override
    public Optional<Remote> open(Path file) {
      return all.stream().flatMap(one -> one.open(file).stream()).findFirst();
    }

    @Override
    public boolean holds(Path file) {
      return all.stream().anyMatch(one -> one.holds(file));
    }

    @Override
    public Disk over(Disk disk) {
      return through(disk, Mirror::over);
    }

    @Override
    public String shown(String text) {
      return through(text, Mirror::shown);
    }

    @Override
    public Path workplace(Path folder) {
      return through(folder, Mirror::workplace);
    }

    private <T> T through(T what, BiFunction<Mirror, T, T> step) {
      T made = what;
      for (Mirror one : all) {
        made = step.apply(one, made);
      }
      return made;
    }

    @Override
    public void refresh() {
      all.forEach(Mirror::refresh);
    }
  }

  static void add(Remote remote) {
    if (remote.bytes().byteSize() > 0) {
      REMOTES.put(remote.bytes().address(), remote);
      any = true;
    }
  }

  static void remove(Remote remote) {
    REMOTES.remove(remote.bytes().address(), remote);
    any = !REMOTES.isEmpty();
  }

  /** {@code piece}, when it can be read. */
  public static MemorySegment need(MemorySegment piece) {
    Remote remote = any ? of(piece) : null;
    if (remote != null) {
      long from = start(remote, piece);
      remote.need(from, from + piece.byteSize());
    }
    return piece;
  }

  /** Returns when all of {@code pieces} can be read. */
  public static void need(List<MemorySegment> pieces) {
    if (any) {
      pieces.forEach(Residency::need);
    }
  }

  /**
   * Brings {@code pieces} of one file, small ones together and as copies, so that {@link #read} of
   * any part of them asks for nothing more.
   */
  public static void ready(List<MemorySegment> pieces) {
    if (any && !pieces.isEmpty()) {
      pieces.stream().filter(piece -> piece.byteSize() > SMALL).forEach(Residency::need);
      Remote remote = of(pieces.getFirst());
      if (remote != null) {
        remote.fetch(
            pieces.stream()
                .filter(piece -> piece.byteSize() <= SMALL)
                .map(piece -> new long[] {start(remote, piece), piece.byteSize()})
                .map(place -> new long[] {place[0], place[0] + place[1]})
                .toList());
      }
    }
  }

  /** {@code piece}, when it can be read; a small one that lies elsewhere as a copy. */
  public static MemorySegment read(MemorySegment piece, SegmentAllocator allocator) {
    Remote remote = any ? of(piece) : null;
    if (remote == null || piece.byteSize() > SMALL) {
      return need(piece);
    }
    long from = start(remote, piece);
    if (remote.has(from, from + piece.byteSize())) {
      return piece;
    }
    MemorySegment copy = allocator.allocate(piece.byteSize(), Long.BYTES);
    remote.read(from, copy);
    return copy;
  }

  /** None of {@code pieces} is needed any more, by anyone, until it is asked for again. */
  public static void release(List<MemorySegment> pieces) {
    if (any) {
      pieces.forEach(Residency::release);
    }
  }

  private static void release(MemorySegment piece) {
    Remote remote = of(piece);
    if (remote != null) {
      long from = start(remote, piece);
      remote.release(from, from + piece.byteSize());
    }
  }

  private static long start(Remote remote, MemorySegment piece) {
    return piece.address() - remote.bytes().address();
  }

  /** The remote file that {@code piece} belongs to, or null. */
  static Remote of(MemorySegment piece) {
    Map.Entry<Long, Remote> entry = piece.isNative() ? REMOTES.floorEntry(piece.address()) : null;
    return entry != null
            && start(entry.getValue(), piece) + piece.byteSize()
                <= entry.getValue().bytes().byteSize()
        ? entry.getValue()
        : null;
  }
}
