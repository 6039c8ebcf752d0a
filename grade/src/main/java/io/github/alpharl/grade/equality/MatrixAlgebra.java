package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Sum;
import io.github.alpharl.grade.expression.Expr.Symbol;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether capitals are matrices, and equality of what is written with them: products keep their
 * order. Matrices show themselves by {@code A^{-1}} or {@code A^T} beside another capital, and by a
 * sum of two products of the same capitals in another order. Bold letters around × are vectors of
 * three components.
 */
final class MatrixAlgebra {

  private static final Set<String> TRANSPOSE = Set.of("T", "top", "intercal");

  private MatrixAlgebra() {}

  /** Empty where neither side has matrices or vectors. */
  static Optional<Boolean> same(Expr gold, Expr answer, Equality eq) {
    if (gold instanceof Expr.Chain || answer instanceof Expr.Chain) {
      return Optional.empty();
    }
    var vectors = new TreeSet<String>();
    Stream.of(gold, answer).forEach(e -> collectVectors(e, vectors));
    Set<String> capitals = new TreeSet<>();
    Stream.of(gold, answer).forEach(e -> collectCapitals(e, capitals));
    Set<String> matrices = new TreeSet<>();
    Stream.of(gold, answer).forEach(e -> collectTurned(e, matrices));
    if (capitals.size() > 1 && (shows(gold) || shows(answer))) {
      matrices.addAll(capitals);
    }
    if (vectors.isEmpty() && matrices.isEmpty()) {
      return Optional.empty();
    }
    Set<String> ordered = vectors.isEmpty() ? matrices : capitals;
    return Optional.of(RandomMatrices.agree(gold, answer, ordered, vectors, eq.budget()));
  }

  private static void collectVectors(Expr e, Set<String> into) {
    if (e instanceof Expr.Call c && (c.name().equals("cross") || c.name().equals("dot"))) {
      c.arguments().forEach(argument -> into.addAll(Variables.free(argument)));
    }
    Shape.parts(e).forEach(part -> collectVectors(part, into));
  }

  /** Capitals, but for the T of a transpose. */
  private static void collectCapitals(Expr e, Set<String> into) {
    if (e instanceof Symbol(String name) && isCapital(name)) {
      into.add(name);
    }
    if (e instanceof Power p && isTranspose(p.exponent())) {
      collectCapitals(p.base(), into);
    } else {
      Shape.parts(e).forEach(part -> collectCapitals(part, into));
    }
  }

  /**
   * The letters of a product in which one stands plain and inverted or transposed, as in {@code
   * ghg^{-1}} and {@code A^T A}: whoever writes so does not mean numbers.
   */
  private static void collectTurned(Expr e, Set<String> into) {
    if (e instanceof Product p) {
      Set<Expr> plain = new HashSet<>(p.factors());
      boolean turned =
          p.factors().stream()
              .anyMatch(
                  f ->
                      f instanceof Power w
                          && w.base() instanceof Symbol
                          && plain.contains(w.base())
                          && (isTranspose(w.exponent()) || isWrittenInverse(w.exponent())));
      if (turned) {
        p.factors().forEach(f -> collectLetters(f, into));
      }
    }
    Shape.parts(e).forEach(part -> collectTurned(part, into));
  }

  private static void collectLetters(Expr factor, Set<String> into) {
    Expr base = factor instanceof Power p ? p.base() : factor;
    if (base instanceof Symbol(String name)) {
      into.add(name);
    }
  }

  static boolean isCapital(String name) {
    return name.length() >= 1
        && name.charAt(0) >= 'A'
        && name.charAt(0) <= 'Z'
        && (name.length() == 1 || name.charAt(1) == '_');
  }

  /** Whether {@code exponent} was written as T or ⊤. */
  static boolean isTranspose(Expr exponent) {
    return exponent instanceof Symbol(String name) && TRANSPOSE.contains(name);
  }

  private static boolean shows(Expr e) {
    boolean inverse =
        e instanceof Power p
            && ofCapitals(p.base())
            && (isTranspose(p.exponent()) || isWrittenInverse(p.exponent()));
    boolean reordered = e instanceof Sum s && reordered(s);
    boolean bold = e instanceof Expr.Call c && c.name().equals("ordered");
    return inverse || reordered || bold || Shape.parts(e).anyMatch(MatrixAlgebra::shows);
  }

  /** {@code ^{-1}} was written, and is not the −1 of a fraction. */
  private static boolean isWrittenInverse(Expr exponent) {
    return exponent instanceof Num n && n.digits() > 0 && n.equals(Num.of(-1));
  }

  private static boolean ofCapitals(Expr e) {
    return switch (e) {
      case Symbol s -> isCapital(s.name());
      case Product p -> p.factors().stream().allMatch(MatrixAlgebra::ofCapitals);
      case Sum s -> s.terms().stream().anyMatch(MatrixAlgebra::ofCapitals);
      default -> false;
    };
  }

  /** {@code AB - BA}: two terms with the same capitals in another order. */
  private static boolean reordered(Sum s) {
    List<List<String>> words =
        s.terms().stream().map(MatrixAlgebra::word).filter(w -> w.size() > 1).toList();
    for (int i = 0; i < words.size(); i++) {
      for (List<String> other : words.subList(i + 1, words.size())) {
        List<String> word = words.get(i);
        if (!word.equals(other)
            && word.stream().sorted().toList().equals(other.stream().sorted().toList())) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> word(Expr term) {
    return switch (term) {
      case Product p -> p.factors().stream().flatMap(f -> word(f).stream()).toList();
      case Symbol(String name) when isCapital(name) -> List.of(name);
      default -> List.of();
    };
  }
}
