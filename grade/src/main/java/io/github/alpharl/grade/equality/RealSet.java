package io.github.alpharl.grade.equality;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A union of real intervals, merged and sorted. */
record RealSet(List<Segment> segments) {

  private static final BigDecimal FAR = new BigDecimal(BigInteger.ONE, -100_000);
  private static final BigDecimal TOLERANCE = BigDecimal.ONE.movePointLeft(45);

  static final RealSet LINE = of(FAR.negate(), false, FAR, false);
  static final RealSet EMPTY = new RealSet(List.of());

  RealSet {
    segments = merged(segments);
  }

  /** One interval; {@link #infinity} stands for the open ends. */
  record Segment(BigDecimal low, boolean lowClosed, BigDecimal high, boolean highClosed) {

    boolean isEmpty() {
      int order = order(low, high);
      return order > 0 || (order == 0 && !(lowClosed && highClosed));
    }
  }

  static BigDecimal infinity(int sign) {
    return sign < 0 ? FAR.negate() : FAR;
  }

  static RealSet of(BigDecimal low, boolean lowClosed, BigDecimal high, boolean highClosed) {
    boolean closedLow = lowClosed && low.compareTo(FAR.negate()) > 0;
    boolean closedHigh = highClosed && high.compareTo(FAR) < 0;
    return new RealSet(List.of(new Segment(low, closedLow, high, closedHigh)));
  }

  static RealSet point(BigDecimal x) {
    return of(x, true, x, true);
  }

  RealSet union(RealSet other) {
    var all = new ArrayList<>(segments);
    all.addAll(other.segments);
    return new RealSet(all);
  }

  RealSet intersection(RealSet other) {
    var all = new ArrayList<Segment>();
    for (Segment a : segments) {
      for (Segment b : other.segments) {
        all.add(common(a, b));
      }
    }
    return new RealSet(all);
  }

  RealSet complement() {
    RealSet rest = LINE;
    for (Segment s : segments) {
      RealSet below = of(FAR.negate(), false, s.low, !s.lowClosed);
      RealSet above = of(s.high, !s.highClosed, FAR, false);
      rest = rest.intersection(below.union(above));
    }
    return rest;
  }

  /** Whether both are the same set, ends compared to 45 digits. */
  boolean same(RealSet other) {
    if (segments.size() != other.segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      Segment a = segments.get(i);
      Segment b = other.segments.get(i);
      boolean ends = order(a.low, b.low) == 0 && order(a.high, b.high) == 0;
      if (!ends || a.lowClosed != b.lowClosed || a.highClosed != b.highClosed) {
        return false;
      }
    }
    return true;
  }

  private static Segment common(Segment a, Segment b) {
    int low = order(a.low, b.low);
    int high = order(a.high, b.high);
    return new Segment(
        low >= 0 ? a.low : b.low,
        low == 0 ? a.lowClosed && b.lowClosed : low > 0 ? a.lowClosed : b.lowClosed,
        high <= 0 ? a.high : b.high,
        high == 0 ? a.highClosed && b.highClosed : high < 0 ? a.highClosed : b.highClosed);
  }

  private static List<Segment> merged(List<Segment> all) {
    List<Segment> sorted =
        all.stream()
            .filter(s -> !s.isEmpty())
            .sorted(Comparator.comparing(Segment::low).thenComparing(s -> !s.lowClosed()))
            .toList();
    var out = new ArrayList<Segment>();
    for (Segment s : sorted) {
      if (!out.isEmpty() && touches(out.getLast(), s)) {
        out.set(out.size() - 1, joined(out.getLast(), s));
      } else {
        out.add(s);
      }
    }
    return List.copyOf(out);
  }

  private static boolean touches(Segment a, Segment b) {
    int order = order(a.high, b.low);
    return order > 0 || (order == 0 && (a.highClosed || b.lowClosed));
  }

  private static Segment joined(Segment a, Segment b) {
    int order = order(a.high, b.high);
    BigDecimal high = order >= 0 ? a.high : b.high;
    boolean closed =
        order == 0 ? a.highClosed || b.highClosed : order > 0 ? a.highClosed : b.highClosed;
    return new Segment(
        a.low, a.lowClosed || (order(a.low, b.low) == 0 && b.lowClosed), high, closed);
  }

  private static int order(BigDecimal a, BigDecimal b) {
    if (a.abs().compareTo(FAR) == 0 || b.abs().compareTo(FAR) == 0) {
      return a.compareTo(b);
    }
    BigDecimal gap = a.subtract(b).abs();
    BigDecimal size = a.abs().max(b.abs()).max(BigDecimal.ONE.movePointLeft(30));
    return gap.compareTo(size.multiply(TOLERANCE)) <= 0 ? 0 : a.compareTo(b);
  }
}
