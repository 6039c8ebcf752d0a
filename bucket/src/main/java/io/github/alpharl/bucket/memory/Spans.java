package io.github.alpharl.bucket.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of numbers as disjoint spans {@code from ≤ i < to}. Not safe for threads. */
final class Spans {

  /** One of them. */
  record Span(long from, long to) {

    long length() {
      return to - from;
    }
  }

  private final TreeMap<Long, Long> spans = new TreeMap<>();

  /** True if all of {@code from ≤ i < to} are in. */
  boolean has(long from, long to) {
    Map.Entry<Long, Long> before = spans.floorEntry(from);
    return from >= to || (before != null && before.getValue() >= to);
  }

  /** Puts {@code from ≤ i < to} in. */
  void add(long from, long to) {
    long first = from;
    long last = to;
    Map.Entry<Long, Long> before = spans.floorEntry(from);
    if (before != null && before.getValue() >= from) {
      first = before.getKey();
      last = Math.max(last, before.getValue());
    }
    Map.Entry<Long, Long> after = spans.floorEntry(last);
    while (after != null && after.getKey() >= first) {
      last = Math.max(last, after.getValue());
      spans.remove(after.getKey());
      after = spans.floorEntry(last);
    }
    spans.put(first, last);
  }

  /** Takes {@code from ≤ i < to} out; returns what of it was in. */
  List<Span> remove(long from, long to) {
    List<Span> found = within(from, to);
    for (Span span : found) {
      Map.Entry<Long, Long> whole = spans.floorEntry(span.from);
      spans.remove(whole.getKey());
      if (whole.getKey() < span.from) {
        spans.put(whole.getKey(), span.from);
      }
      if (span.to < whole.getValue()) {
        spans.put(span.to, whole.getValue());
      }
    }
    return found;
  }

  /** What of {@code from ≤ i < to} is in. */
  List<Span> within(long from, long to) {
    List<Span> found = new ArrayList<>();
    Map.Entry<Long, Long> next = spans.floorEntry(from);
    if (next == null || next.getValue() <= from) {
      next = spans.higherEntry(from);
    }
    while (next != null && next.getKey() < to) {
      found.add(new Span(Math.max(from, next.getKey()), Math.min(to, next.getValue())));
      next = spans.higherEntry(next.getKey());
    }
    return found;
  }

  /** What of {@code from ≤ i < to} is not in. */
  List<Span> gaps(long from, long to) {
    List<Span> gaps = new ArrayList<>();
    long at = from;
    for (Span span : within(from, to)) {
      if (span.from > at) {
        gaps.add(new Span(at, span.from));
      }
      at = span.to;
    }
    if (at < to) {
      gaps.add(new Span(at, to));
    }
    return gaps;
  }

  /** How many numbers are in. */
  long size() {
    return spans.entrySet().stream().mapToLong(span -> span.getValue() - span.getKey()).sum();
  }
}
