package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Symbol;
import java.util.List;
import java.util.Set;

/** Letters of SI units after a number, read as variables: {@code 3·10^8 m/s}. */
final class UnitLetters {

  private static final Set<String> LETTERS =
      Set.of(
          "m", "s", "g", "k", "c", "M", "G", "N", "J", "W", "V", "A", "K", "C", "F", "H", "T", "P",
          "L", "n", "Omega", "mu");

  private UnitLetters() {}

  /** The numbers before the unit; {@code e} itself where it does not end in one. */
  static Expr dropped(Expr e) {
    if (!(e instanceof Product p)) {
      return e;
    }
    List<Expr> factors = p.factors();
    int numbers = 0;
    while (numbers < factors.size() && !isLetter(factors.get(numbers))) {
      numbers++;
    }
    List<Expr> unit = factors.subList(numbers, factors.size());
    return numbers > 0 && !unit.isEmpty() && isUnit(unit)
        ? new Product(factors.subList(0, numbers))
        : e;
  }

  private static boolean isLetter(Expr e) {
    Expr base = e instanceof Power p ? p.base() : e;
    return base instanceof Symbol || base == Constant.E || Shape.hasVariables(base);
  }

  /** The e of eV is no number; alone it is. */
  private static boolean isUnit(List<Expr> letters) {
    for (int i = 0; i < letters.size(); i++) {
      Expr e = letters.get(i) instanceof Power p ? p.base() : letters.get(i);
      boolean volt = i + 1 < letters.size() && letters.get(i + 1).equals(new Symbol("V"));
      boolean known = e instanceof Symbol(String name) && LETTERS.contains(name);
      boolean nested = e instanceof Product p && isUnit(p.factors());
      if (!known && !nested && !(e == Constant.E && volt)) {
        return false;
      }
    }
    return true;
  }
}
