package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import java.util.Optional;

/** One way to decide whether an answer equals the gold one. */
interface Rule {

  /** What the rule says of {@code gold} and {@code answer}; empty where it does not apply. */
  Optional<Boolean> decide(Expr gold, Expr answer, Equality equality);
}
