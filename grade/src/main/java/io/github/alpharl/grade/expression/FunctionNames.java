package io.github.alpharl.grade.expression;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions an answer may name, and their spellings. */
public final class FunctionNames {

  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          Map.entry("asin", "arcsin"),
          Map.entry("arcsinh", "arsinh"),
          Map.entry("arccosh", "arcosh"),
          Map.entry("arctanh", "artanh"),
          Map.entry("asinh", "arsinh"),
          Map.entry("acosh", "arcosh"),
          Map.entry("atanh", "artanh"),
          Map.entry("acos", "arccos"),
          Map.entry("atan", "arctan"),
          Map.entry("arctg", "arctan"),
          Map.entry("tg", "tan"),
          Map.entry("ctg", "cot"),
          Map.entry("cosec", "csc"),
          Map.entry("sh", "sinh"),
          Map.entry("ch", "cosh"),
          Map.entry("lg", "lg"),
          Map.entry("Re", "re"),
          Map.entry("Im", "im"),
          Map.entry("C", "C"));

  private static final Set<String> NAMES =
      Set.of(
          "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot",
          "arcsec", "arccsc", "sinh", "cosh", "tanh", "coth", "arsinh", "arcosh", "artanh", "exp",
          "ln", "log", "lg", "sqrt", "cbrt", "abs", "gcd", "lcm", "max", "min", "floor", "ceil",
          "det", "sgn", "arg", "deg", "re", "im", "cis");

  /** Names that plain letters spell without a backslash. */
  private static final Map<String, String> PLAIN_SYMBOLS =
      Map.ofEntries(
          Map.entry("pi", "pi"),
          Map.entry("Pi", "pi"),
          Map.entry("infinity", "infty"),
          Map.entry("inf", "infty"),
          Map.entry("infty", "infty"),
          Map.entry("oo", "infty"),
          Map.entry("theta", "theta"),
          Map.entry("alpha", "alpha"),
          Map.entry("beta", "beta"),
          Map.entry("gamma", "gamma"),
          Map.entry("delta", "delta"),
          Map.entry("lambda", "lambda"),
          Map.entry("sigma", "sigma"),
          Map.entry("omega", "omega"),
          Map.entry("phi", "phi"),
          Map.entry("rho", "rho"),
          Map.entry("mu", "mu"),
          Map.entry("tau", "tau"),
          Map.entry("epsilon", "epsilon"),
          Map.entry("emptyset", "emptyset"),
          Map.entry("cup", "cup"),
          Map.entry("cap", "cap"));

  private FunctionNames() {}

  /** The standard name of the function spelt {@code word}. */
  public static Optional<String> function(String word) {
    if (NAMES.contains(word)) {
      return Optional.of(word);
    }
    String standard = word.length() > 1 ? SPELLINGS.get(word) : null;
    return Optional.ofNullable(standard);
  }

  /** The LaTeX command that the plain word stands for. */
  public static Optional<String> symbol(String word) {
    return Optional.ofNullable(PLAIN_SYMBOLS.get(word));
  }

  /** Whether the plain word means mathematics. */
  public static boolean known(String word) {
    return function(word).isPresent() || symbol(word).isPresent();
  }
}
