package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The fixed points at which two expressions are compared: random ones around one; where functions
 * with corners occur, on both sides of every constant, up to tenfold; for variables of factorials,
 * binomials, floors and (-1)^n, distinct integers.
 */
final class Points {

  /** The range of the variables at each random point: small, around one, both signs. */
  private static final double[][] RANGES = {
    {0.1, 0.9}, {1.1, 3}, {0.1, 0.9}, {-3, 3}, {-0.9, 0.9}, {-3, -0.2}, {2, 9}
  };

  private static final int INTEGER_POINTS = 24;
  private static final int CORNER_POINTS = 64;

  /** Steps that all points beside corners may cost, as the evaluator counts them. */
  private static final int CORNER_STEPS = 12_000;

  private final Corners corners;
  private final boolean positive;

  private Points(Corners corners, boolean positive) {
    this.corners = corners;
    this.positive = positive;
  }

  /** A point: the value of every variable. */
  interface Point extends Function<String, BigDecimal> {}

  /**
   * The points for {@code a} and {@code b}, found when they are asked for; with {@code positive},
   * those of positive values.
   */
  static Stream<Point> of(Expr a, Expr b, boolean positive) {
    var corners = Corners.of(a, b);
    var points = new Points(corners, positive);
    Stream<Supplier<List<Point>>> turns =
        corners.bends() ? Stream.of(() -> points.turns(Turns.switches(a, b))) : Stream.empty();
    return Stream.concat(Stream.of(points::all), turns).flatMap(some -> some.get().stream());
  }

  /** Between and beside the zeros of {@code switches} along each variable that is no integer. */
  private List<Point> turns(List<Expr> switches) {
    var points = new ArrayList<Point>();
    int most = affordable(8, CORNER_POINTS / 2);
    for (Expr e : switches) {
      for (String variable : Variables.free(e)) {
        if (!corners.discrete().contains(variable)) {
          along(e, variable, points, most);
        }
      }
    }
    return points.subList(0, Math.min(points.size(), most));
  }

  private void along(Expr e, String variable, List<Point> points, int most) {
    for (int p = 1; p <= (Variables.free(e).size() > 1 ? 2 : 1) && points.size() < most; p++) {
      Point others = mixed(RANGES[p - 1], p - 1);
      for (double x : Turns.beside(e, variable, n -> others.apply(n).doubleValue(), positive)) {
        BigDecimal place = BigDecimal.valueOf(x);
        points.add(name -> name.equals(variable) ? place : others.apply(name));
      }
    }
  }

  private List<Point> all() {
    if (corners.variables().isEmpty()) {
      return List.of(name -> BigDecimal.ONE);
    }
    var points = new ArrayList<Point>();
    for (int p = 0; p < RANGES.length; p++) {
      if (!positive || RANGES[p][0] >= 0) {
        points.add(mixed(RANGES[p], p));
      }
    }
    if (!corners.discrete().isEmpty()) {
      IntStream.range(0, affordable(6, INTEGER_POINTS))
          .forEach(p -> points.add(mixed(RANGES[p % 2], 100 + p)));
    }
    if (corners.any()) {
      points.addAll(beside(affordable(10, CORNER_POINTS)));
    }
    return points;
  }

  private int affordable(int least, int most) {
    return Math.clamp(CORNER_STEPS / Math.max(1, corners.cost()), least, most);
  }

  /** Discrete variables at integers up to 40, the others in {@code range}. */
  private Point mixed(double[] range, int p) {
    Set<String> discrete = corners.discrete();
    return name -> discrete.contains(name) ? integer(name, p) : real(name, range, p);
  }

  private static SplittableRandom random(String name, int p) {
    return new SplittableRandom(31L * name.hashCode() + p);
  }

  private BigDecimal integer(String name, int p) {
    int most = p < 100 ? 9 : corners.cost() > 1_000 ? 16 : 40;
    return BigDecimal.valueOf(1 + random(name, p).nextInt(most));
  }

  private static BigDecimal real(String name, double[] range, int p) {
    long steps = random(name, p).nextLong(1_000_000_000_000L);
    double width = range[1] - range[0];
    return BigDecimal.valueOf(range[0])
        .add(BigDecimal.valueOf(width).multiply(BigDecimal.valueOf(steps, 12)));
  }

  private List<Point> beside(int count) {
    List<BigDecimal> reals = besideReals();
    List<BigDecimal> integers = besideIntegers();
    boolean alone = corners.variables().size() == 1;
    var points = new ArrayList<Point>();
    for (int i = 0; i < count; i++) {
      int p = i;
      points.add(
          name -> {
            List<BigDecimal> pool = corners.discrete().contains(name) ? integers : reals;
            int step = pool.size() / count | 1; // odd, so that both signs are met
            int index = alone ? p * step : random(name, 1_000 + p).nextInt(pool.size());
            return pool.get(index % pool.size());
          });
    }
    return points;
  }

  /** Just beside, half as far, twice and ten times as far as each constant. */
  private List<BigDecimal> besideReals() {
    var all = new ArrayList<BigDecimal>();
    for (BigDecimal c : corners.constants()) {
      for (String factor : new String[] {"1.03", "0.97", "10.07", "2.09", "0.47", "1"}) {
        BigDecimal x = c.multiply(new BigDecimal(factor)).add(new BigDecimal("0.0137"));
        all.add(x);
        if (!positive) {
          all.add(x.negate());
        }
      }
    }
    if (corners.steps()) {
      IntStream.rangeClosed(positive ? 1 : -6, 12).forEach(i -> all.add(BigDecimal.valueOf(i)));
    }
    return all;
  }

  private List<BigDecimal> besideIntegers() {
    var all = new ArrayList<BigDecimal>();
    for (BigDecimal c : corners.constants()) {
      BigInteger whole = c.toBigInteger();
      for (int factor : new int[] {1, 2, 10}) {
        for (int shift = -1; shift <= 1; shift++) {
          BigInteger x = whole.multiply(BigInteger.valueOf(factor)).add(BigInteger.valueOf(shift));
          if (x.signum() > 0 && x.bitLength() < 40) {
            all.add(new BigDecimal(x));
          }
        }
      }
    }
    IntStream.rangeClosed(1, 16).forEach(i -> all.add(BigDecimal.valueOf(i)));
    IntStream.of(27, 32, 63, 64, 65, 100, 128, 1000, 1024)
        .forEach(i -> all.add(BigDecimal.valueOf(i)));
    return all;
  }
}
