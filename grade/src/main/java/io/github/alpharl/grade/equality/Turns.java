package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Calculus;
import io.github.alpharl.grade.expression.Doubles;
import io.github.alpharl.grade.expression.Exact;
import io.github.alpharl.grade.expression.Expr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Where functions with corners turn: along one variable, the others fixed, the zeros of what stands
 * in bars, of the difference of what a maximum chooses from, and of what stands under a root. They
 * are looked for in double precision on a grid from -10 000 to 10 000, with the dips between its
 * points.
 */
final class Turns {

  private static final int MOST_SWITCHES = 6;
  private static final int MOST_ZEROS = 8;
  private static final int LARGEST_SWITCH = 200;
  private static final int STEPS = 60;
  private static final double[] GRID = grid();

  private final Set<Expr> switches = new LinkedHashSet<>();

  private Turns() {}

  /** What decides the law of {@code a} and {@code b}: each is zero where one turns. */
  static List<Expr> switches(Expr a, Expr b) {
    var turns = new Turns();
    turns.collect(a);
    turns.collect(b);
    return turns.switches.stream()
        .filter(s -> size(s) <= LARGEST_SWITCH)
        .limit(MOST_SWITCHES)
        .toList();
  }

  private static int size(Expr e) {
    return 1 + Shape.parts(e).mapToInt(Turns::size).sum();
  }

  private void collect(Expr e) {
    switch (e) {
      case Expr.Call c when Calculus.binds(c) -> {
        return;
      }
      case Expr.Call c -> call(c);
      case Expr.Power p when isRoot(p) -> add(p.base());
      default -> {
        // The parts alone matter.
      }
    }
    Shape.parts(e).forEach(this::collect);
  }

  private static boolean isRoot(Expr.Power p) {
    return Exact.rational(p.exponent())
        .filter(x -> !x.getDenominator().equals(BigInteger.ONE))
        .isPresent();
  }

  private void call(Expr.Call c) {
    List<Expr> arguments = c.arguments();
    switch (c.name()) {
      case "abs", "sgn", "sqrt", "root" -> add(arguments.getFirst());
      case "max", "min" -> {
        for (int i = 0; i < arguments.size(); i++) {
          for (Expr other : arguments.subList(i + 1, arguments.size())) {
            add(new Expr.Sum(List.of(arguments.get(i), Expr.negate(other))));
          }
        }
      }
      default -> {
        // No corner.
      }
    }
  }

  private void add(Expr e) {
    if (Shape.hasVariables(e)) {
      switches.add(e);
    }
  }

  /**
   * Places along {@code variable} between and beside the zeros of {@code e}, the other variables
   * having the values {@code others}; none where it has no zero.
   */
  static List<Double> beside(
      Expr e, String variable, ToDoubleFunction<String> others, boolean positive) {
    DoubleUnaryOperator f =
        x -> new Doubles(name -> name.equals(variable) ? x : others.applyAsDouble(name)).value(e);
    List<Double> zeros = new ArrayList<>(zeros(f, positive));
    var places = new ArrayList<Double>();
    for (int i = 0; i + 1 < zeros.size(); i++) {
      places.add((zeros.get(i) + zeros.get(i + 1)) / 2);
    }
    if (!zeros.isEmpty()) {
      places.add(zeros.getFirst() - 0.01 * (1 + Math.abs(zeros.getFirst())));
      places.add(zeros.getLast() + 0.01 * (1 + Math.abs(zeros.getLast())));
    }
    places.removeIf(x -> positive && x <= 0);
    return places;
  }

  private static List<Double> zeros(DoubleUnaryOperator f, boolean positive) {
    var zeros = new TreeSet<Double>();
    double[] values = DoubleStream.of(GRID).map(f).toArray();
    for (int i = positive ? GRID.length / 2 + 1 : 0; i < GRID.length; i++) {
      if (values[i] == 0) {
        zeros.add(GRID[i]);
      } else if (i > 0 && values[i - 1] * values[i] < 0) {
        zeros.add(between(f, GRID[i - 1], GRID[i]));
      } else if (i > 1 && isDip(values[i - 2], values[i - 1], values[i])) {
        dip(f, GRID[i - 2], GRID[i], Math.abs(values[i]), zeros);
      }
    }
    return zeros.stream().limit(MOST_ZEROS).toList();
  }

  private static boolean isDip(double a, double b, double c) {
    return a * b > 0 && b * c > 0 && Math.abs(b) <= Math.abs(a) && Math.abs(b) <= Math.abs(c);
  }

  /** The zeros within a dip towards zero, or the one that it touches. */
  private static void dip(
      DoubleUnaryOperator f, double from, double to, double size, Set<Double> zeros) {
    double sign = Math.signum(f.applyAsDouble(from));
    double low = from;
    double high = to;
    for (int i = 0; i < STEPS; i++) {
      double left = low + (high - low) * 0.382;
      double right = low + (high - low) * 0.618;
      if (f.applyAsDouble(left) * sign < f.applyAsDouble(right) * sign) {
        high = right;
      } else {
        low = left;
      }
    }
    double lowest = (low + high) / 2;
    double value = f.applyAsDouble(lowest) * sign;
    if (value < 0) {
      zeros.add(between(f, from, lowest));
      zeros.add(between(f, lowest, to));
    } else if (value <= 1e-9 * size) {
      zeros.add(lowest);
    }
  }

  private static double between(DoubleUnaryOperator f, double from, double to) {
    double low = from;
    double high = to;
    double sign = Math.signum(f.applyAsDouble(low));
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (f.applyAsDouble(middle) * sign > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Sorted, symmetric, zero in the middle: quarters up to 24, ever wider outside. */
  private static double[] grid() {
    var right = new TreeSet<Double>();
    for (double x = 1e-3; x < 0.25; x *= 1.5) {
      right.add(x);
    }
    for (double x = 0.25; x <= 24; x += 0.25) {
      right.add(x);
    }
    for (double x = 25; x <= 10_000; x *= 1.04) {
      right.add(x);
    }
    return DoubleStream.concat(
            DoubleStream.concat(right.stream().mapToDouble(x -> -x).sorted(), DoubleStream.of(0)),
            right.stream().mapToDouble(x -> x))
        .toArray();
  }
}
