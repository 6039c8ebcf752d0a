package io.github.alpharl.bucket.memory;

import io.github.alpharl.bucket.memory.Spans.Span;
import io.github.alpharl.disk.Remote;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A file elsewhere, page by page in scratch space. Pages that a piece fills in part are kept until
 * the end, as a neighbour may be using the rest of them.
 */
public final class FarFile implements Remote {

  /** Pieces that are this near to one another are brought together. */
  private static final long NEAR = 64L << 10;

  /** What is brought together at most. */
  private static final long MOST = 8L << 20;

  private final Ranges source;
  private final Fetching fetching;
  private final Pages pages;
  private final MemorySegment bytes;
  private final Spans here = new Spans();
  private final ConcurrentNavigableMap<Long, byte[]> small = new ConcurrentSkipListMap<>();
  private final Object bringing = new Object();

  /** {@code source}, of which nothing is here. */
  public FarFile(Ranges source, Fetching fetching) {
    this.source = source;
    this.fetching = fetching;
    this.pages = source.size() == 0 ? null : new Pages(fetching.space().empty(), source.size());
    this.bytes =
        source.size() == 0 ? MemorySegment.ofArray(new byte[0]) : pages.bytes(source.size());
  }

  @Override
  public MemorySegment bytes() {
    return bytes;
  }

  @Override
  public boolean has(long from, long to) {
    synchronized (here) {
      return here.has(from, to);
    }
  }

  @Override
  public void need(long from, long to) {
    if (has(from, to)) {
      return;
    }
    synchronized (bringing) {
      long first = Pages.down(from);
      long last = Pages.up(to);
      for (Span gap : gaps(first, last)) {
        bring(gap, from, to);
      }
    }
  }

  private List<Span> gaps(long first, long last) {
    synchronized (here) {
      return here.gaps(first, last);
    }
  }

  /**
   * Brings {@code gap}: whole pages in one file, those that {@code from} or {@code to} cut alone.
   */
  private void bring(Span gap, long from, long to) {
    long inner = gap.from() < from ? gap.from() + Pages.SIZE : gap.from();
    boolean cut = gap.to() > to && to < source.size() && gap.to() - Pages.SIZE >= inner;
    long outer = cut ? gap.to() - Pages.SIZE : gap.to();
    List<Span> parts = new ArrayList<>();
    parts.add(new Span(gap.from(), Math.min(inner, gap.to())));
    parts.add(new Span(inner, outer));
    parts.add(new Span(Math.max(inner, outer), gap.to()));
    parts.removeIf(part -> part.length() <= 0);
    fetching.bring(source, gap, parts, pages);
    synchronized (here) {
      here.add(gap.from(), gap.to());
    }
  }

  @Override
  public void read(long from, MemorySegment target) {
    Map.Entry<Long, byte[]> kept = kept(from, from + target.byteSize());
    if (kept == null) {
      fetching.read(source, from, target.asByteBuffer());
      return;
    }
    int skipped = Math.toIntExact(from - kept.getKey());
    target.copyFrom(MemorySegment.ofArray(kept.getValue()).asSlice(skipped, target.byteSize()));
    if (kept.getValue().length == target.byteSize()) {
      small.remove(kept.getKey());
    }
  }

  /** The piece that was brought and holds these bytes, or null. */
  private Map.Entry<Long, byte[]> kept(long from, long to) {
    Map.Entry<Long, byte[]> kept = small.floorEntry(from);
    return kept != null && to <= kept.getKey() + kept.getValue().length ? kept : null;
  }

  @Override
  public void fetch(List<long[]> pieces) {
    List<long[]> missing =
        pieces.stream()
            .filter(piece -> !has(piece[0], piece[1]) && kept(piece[0], piece[1]) == null)
            .sorted(Comparator.comparingLong(piece -> piece[0]))
            .toList();
    List<List<long[]>> groups = new ArrayList<>();
    for (long[] piece : missing) {
      if (groups.isEmpty() || !belongs(piece, groups.getLast())) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(piece);
    }
    fetching.all(groups, this::fetchTogether);
  }

  private static boolean belongs(long[] piece, List<long[]> group) {
    return piece[0] - group.getLast()[1] <= NEAR && piece[1] - group.getFirst()[0] <= MOST;
  }

  private void fetchTogether(List<long[]> group) {
    long from = group.getFirst()[0];
    long to = group.stream().mapToLong(piece -> piece[1]).max().orElseThrow();
    byte[] together = new byte[Math.toIntExact(to - from)];
    fetching.read(source, from, ByteBuffer.wrap(together));
    for (long[] piece : group) {
      byte[] own = new byte[Math.toIntExact(piece[1] - piece[0])];
      System.arraycopy(together, Math.toIntExact(piece[0] - from), own, 0, own.length);
      small.put(piece[0], own);
    }
  }

  @Override
  public void release(long from, long to) {
    long first = Pages.up(from);
    long last = to == source.size() ? Pages.up(to) : Pages.down(to);
    if (first >= last) {
      return;
    }
    synchronized (bringing) {
      List<Span> gone;
      synchronized (here) {
        gone = here.remove(first, last);
      }
      for (Span span : gone) {
        pages.hide(span.from(), span.to());
        fetching.space().give(span.length());
      }
    }
  }

  @Override
  public void close() {
    synchronized (bringing) {
      small.clear();
      if (pages != null) {
        pages.close();
      }
      synchronized (here) {
        fetching.space().give(here.size());
      }
    }
  }
}
