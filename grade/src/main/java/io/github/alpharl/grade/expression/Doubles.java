package io.github.alpharl.grade.expression;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The value of a real expression in double precision, for finding where to look: fast, and NaN
 * wherever it is undefined or not known here.
 */
public final class Doubles {

  private final ToDoubleFunction<String> point;

  /** With the value of every variable. */
  public Doubles(ToDoubleFunction<String> point) {
    this.point = point;
  }

  /** The value of {@code e}, or NaN. */
  public double value(Expr e) {
    return switch (e) {
      case Expr.Num n -> n.value().doubleValue();
      case Expr.Constant c -> constant(c);
      case Expr.Symbol s -> point.applyAsDouble(s.name());
      case Expr.Sum s -> s.terms().stream().mapToDouble(this::value).sum();
      case Expr.Product p ->
          p.factors().stream().mapToDouble(this::value).reduce(1, (a, b) -> a * b);
      case Expr.Power p -> Math.pow(value(p.base()), value(p.exponent()));
      case Expr.Call c -> call(c.name(), c.arguments());
      default -> Double.NaN;
    };
  }

  private static double constant(Expr.Constant c) {
    return switch (c) {
      case PI -> Math.PI;
      case E -> Math.E;
      case I, INFINITY -> Double.NaN;
    };
  }

  private double call(String name, List<Expr> arguments) {
    double x = value(arguments.getFirst());
    if (arguments.size() > 1) {
      return several(name, x, arguments);
    }
    return switch (name) {
      case "abs" -> Math.abs(x);
      case "sqrt" -> Math.sqrt(x);
      case "sin" -> Math.sin(x);
      case "cos" -> Math.cos(x);
      case "tan" -> Math.tan(x);
      case "arctan" -> Math.atan(x);
      case "arcsin" -> Math.asin(x);
      case "arccos" -> Math.acos(x);
      case "exp" -> Math.exp(x);
      case "ln" -> Math.log(x);
      case "sinh" -> Math.sinh(x);
      case "cosh" -> Math.cosh(x);
      case "tanh" -> Math.tanh(x);
      default -> Double.NaN;
    };
  }

  private double several(String name, double x, List<Expr> arguments) {
    double y = value(arguments.get(1));
    return switch (name) {
      case "max" -> arguments.stream().mapToDouble(this::value).reduce(x, Math::max);
      case "min" -> arguments.stream().mapToDouble(this::value).reduce(x, Math::min);
      case "root" -> Math.pow(x, 1 / y);
      case "log" -> Math.log(x) / Math.log(y);
      default -> Double.NaN;
    };
  }
}
