package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Sum;
import io.github.alpharl.grade.expression.Expr.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Vectors as sums of multiples of i, j and k. */
final class BasisVectors {

  /** {@code j}, {@code hat(i)}, {@code hat(jmath)}, {@code hat({k})}. */
  private static final Pattern NAME =
      Pattern.compile("(?:hat\\(\\{?)?([ijk])(?:math)?(?:\\}?\\))?");

  private BasisVectors() {}

  /** The components of a sum of terms in i, j (and k), each in one term; j or k occurs. */
  static Optional<List<Expr>> components(Expr e) {
    if (!(e instanceof Sum(List<Expr> terms)) || terms.size() > 3) {
      return Optional.empty();
    }
    Expr[] found = new Expr[3];
    for (Expr term : terms) {
      List<Expr> coefficient = new ArrayList<>();
      int axis = -1;
      for (Expr factor : factors(term).toList()) {
        int at = axis(factor);
        if (at < 0) {
          coefficient.add(factor);
        } else if (axis >= 0) {
          return Optional.empty();
        } else {
          axis = at;
        }
      }
      if (axis < 0 || found[axis] != null) {
        return Optional.empty();
      }
      found[axis] = coefficient.isEmpty() ? Num.of(1) : new Product(coefficient);
    }
    return Optional.of(withZeros(found));
  }

  private static Stream<Expr> factors(Expr term) {
    return term instanceof Product p
        ? p.factors().stream().flatMap(BasisVectors::factors)
        : Stream.of(term);
  }

  private static List<Expr> withZeros(Expr[] found) {
    List<Expr> all = new ArrayList<>();
    for (int i = 0; i < (found[2] == null ? 2 : 3); i++) {
      all.add(found[i] == null ? Num.of(0) : found[i]);
    }
    return all;
  }

  private static int axis(Expr factor) {
    if (factor == Constant.I) {
      return 0;
    }
    Matcher name = NAME.matcher(factor instanceof Symbol(String text) ? text : "");
    return name.matches() ? "ijk".indexOf(name.group(1)) : -1;
  }
}
