package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Budget;
import io.github.alpharl.grade.expression.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Equality of two answers: the first rule that applies decides. Rules call back for the parts. The
 * gold answer is on the left; the relation is not symmetric: an interval is asked for as an
 * interval.
 */
public final class Equality {

  private static final Map<String, Rule> RULES = new LinkedHashMap<>();

  static {
    RULES.put(
        "identical",
        (gold, answer, eq) -> gold.equals(answer) ? Optional.of(true) : Optional.empty());
    RULES.put("sets by a condition", SetRules::described);
    RULES.put("congruences", Congruences::congruences);
    RULES.put("functions by cases", PieceRules::pieces);
    RULES.put("membership", RelationRules::membership);
    RULES.put("assignments", RelationRules::assignments);
    RULES.put("assignment", RelationRules::assignment);
    RULES.put("real sets", SetRules::realSets);
    RULES.put("equations", RelationRules::equations);
    RULES.put("inequalities", RelationRules::inequalities);
    RULES.put("statements", RelationRules::statements);
    RULES.put("intervals", SetRules::intervals);
    RULES.put("set operations", SetRules::operations);
    RULES.put("values in brackets", GroupRules::groups);
    RULES.put("matrices", GroupRules::matrices);
    RULES.put("ratios", GroupRules::ratios);
    RULES.put("other base", ScalarRules::base);
    RULES.put("units", ScalarRules::units);
    RULES.put("capitals", ScalarRules::capitals);
    RULES.put("words", ScalarRules::words);
    RULES.put("infinity", ScalarRules::infinity);
    RULES.put("exact numbers", ScalarRules::exact);
    RULES.put("rounded decimal", ScalarRules::rounded);
    RULES.put("sums and integrals", CalculusRules::parts);
    RULES.put("matrix algebra", MatrixAlgebra::same);
    RULES.put("same value at random points", ScalarRules::identity);
    RULES.put("same form", ScalarRules::form);
  }

  private final AnswerContext context;
  private final boolean positiveVariables;
  private final Budget budget = new Budget();

  public Equality(AnswerContext context, boolean positiveVariables) {
    this.context = context;
    this.positiveVariables = positiveVariables;
  }

  /** A verdict and the rule that decided it. */
  public record Decision(boolean equal, String rule) {}

  AnswerContext context() {
    return context;
  }

  Identity identity() {
    return new Identity(budget, positiveVariables);
  }

  Budget budget() {
    return budget;
  }

  boolean equal(Expr gold, Expr answer) {
    return decide(gold, answer).equal();
  }

  public Decision decide(Expr gold, Expr answer) {
    budget.spend(1);
    for (Map.Entry<String, Rule> rule : RULES.entrySet()) {
      Optional<Boolean> equal = rule.getValue().decide(gold, answer, this);
      if (equal.isPresent()) {
        return new Decision(equal.get(), rule.getKey());
      }
    }
    return new Decision(false, "no rule finds them equal");
  }

  /** Whether the items are equal one by one. */
  boolean equalInOrder(List<Expr> gold, List<Expr> answer) {
    if (gold.size() != answer.size()) {
      return false;
    }
    for (int i = 0; i < gold.size(); i++) {
      if (!equal(gold.get(i), answer.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether each item of one list has a partner of its own in the other. */
  boolean equalInAnyOrder(List<Expr> gold, List<Expr> answer) {
    if (gold.size() != answer.size()) {
      return false;
    }
    var left = new java.util.ArrayList<>(answer);
    for (Expr g : gold) {
      Optional<Expr> partner = left.stream().filter(a -> equal(g, a)).findFirst();
      if (partner.isEmpty()) {
        return false;
      }
      left.remove(partner.get());
    }
    return true;
  }

  /** Whether each item of either list is in the other. */
  boolean equalAsSets(List<Expr> gold, List<Expr> answer) {
    return gold.stream().allMatch(g -> answer.stream().anyMatch(a -> equal(g, a)))
        && answer.stream().allMatch(a -> gold.stream().anyMatch(g -> equal(g, a)));
  }
}
