package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Calculus;
import io.github.alpharl.grade.expression.Expr;
import java.util.Set;
import java.util.TreeSet;

/** The free variables of an expression; the k of a sum over k is none. */
final class Variables {

  private Variables() {}

  /** The names, those of words as the evaluator asks for them. */
  static Set<String> free(Expr e) {
    var names = new TreeSet<String>();
    collect(e, Set.of(), names);
    return names;
  }

  private static void collect(Expr e, Set<String> bound, Set<String> into) {
    switch (e) {
      case Expr.Symbol(String name) -> {
        if (!bound.contains(name)) {
          into.add(name);
        }
      }
      case Expr.Words(String text) -> into.add("text " + text);
      case Expr.Call c when Calculus.binds(c) -> {
        var inner = new TreeSet<>(bound);
        inner.add(((Expr.Symbol) c.arguments().get(1)).name());
        collect(c.arguments().getFirst(), inner, into);
        c.arguments().stream().skip(2).forEach(end -> collect(end, bound, into));
      }
      default -> Shape.parts(e).forEach(part -> collect(part, bound, into));
    }
  }
}
