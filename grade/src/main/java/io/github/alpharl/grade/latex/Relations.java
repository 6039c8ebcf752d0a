package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr.Relation;
import java.util.Map;
import java.util.Optional;

/** The signs that stand between two sides. */
final class Relations {

  private static final Map<String, Relation> RELATION_COMMANDS =
      Map.ofEntries(
          Map.entry("le", Relation.LESS_EQUAL),
          Map.entry("leq", Relation.LESS_EQUAL),
          Map.entry("leqslant", Relation.LESS_EQUAL),
          Map.entry("leqq", Relation.LESS_EQUAL),
          Map.entry("ge", Relation.GREATER_EQUAL),
          Map.entry("geq", Relation.GREATER_EQUAL),
          Map.entry("geqslant", Relation.GREATER_EQUAL),
          Map.entry("geqq", Relation.GREATER_EQUAL),
          Map.entry("lt", Relation.LESS),
          Map.entry("gt", Relation.GREATER),
          Map.entry("ne", Relation.NOT_EQUAL),
          Map.entry("neq", Relation.NOT_EQUAL),
          Map.entry("in", Relation.IN),
          Map.entry("approx", Relation.APPROXIMATE),
          Map.entry("simeq", Relation.APPROXIMATE),
          Map.entry("coloneqq", Relation.EQUAL),
          Map.entry("equiv", Relation.EQUIVALENT),
          Map.entry("sim", Relation.SIMILAR),
          Map.entry("cong", Relation.CONGRUENT),
          Map.entry("to", Relation.TO),
          Map.entry("rightarrow", Relation.TO),
          Map.entry("mapsto", Relation.TO),
          Map.entry("subset", Relation.SUBSET),
          Map.entry("subseteq", Relation.SUBSET),
          Map.entry("parallel", Relation.PARALLEL),
          Map.entry("perp", Relation.PERPENDICULAR));

  private static final Map<String, Relation> RELATION_MARKS =
      Map.of(
          "=",
          Relation.EQUAL,
          "<",
          Relation.LESS,
          ">",
          Relation.GREATER,
          "<=",
          Relation.LESS_EQUAL,
          ">=",
          Relation.GREATER_EQUAL,
          "!=",
          Relation.NOT_EQUAL,
          "->",
          Relation.TO);

  private Relations() {}

  /** The relation that {@code token} is. */
  static Optional<Relation> of(Token token) {
    return Optional.ofNullable(
        switch (token.kind()) {
          case MARK -> RELATION_MARKS.get(token.text());
          case COMMAND -> RELATION_COMMANDS.get(token.text());
          default -> null;
        });
  }
}
