package io.github.alpharl.grade.expression;

import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Power;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hipparchus.fraction.BigFraction;

/**
 * The text of an expression: exact numbers folded, sums and products sorted. For reading, not for
 * deciding.
 */
public final class NormalForm {

  private static final int LENGTH = 400;

  private NormalForm() {}

  /** At most {@value #LENGTH} characters of {@code e}. */
  public static String of(Expr e) {
    String text = print(e);
    return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "…";
  }

  /** The whole text of {@code e}. */
  public static String print(Expr e) {
    Optional<BigFraction> exact = Exact.rational(e);
    return exact.isPresent() ? print(exact.get()) : structure(e);
  }

  private static String structure(Expr e) {
    return switch (e) {
      case Expr.Num n -> print(n.value());
      case Constant c -> print(c);
      case Expr.Symbol s -> s.name();
      case Expr.Sum s -> "(" + sorted(s.terms(), " + ") + ")";
      case Expr.Product p -> sorted(p.factors(), "·");
      case Power p -> print(p.base()) + "^(" + print(p.exponent()) + ")";
      case Expr.Call c -> c.name() + "(" + joined(c.arguments()) + ")";
      case Expr.Words w -> '"' + w.text() + '"';
      case Expr.Quantity q -> print(q.value()) + " [" + q.unit() + "]";
      case Expr.InBase b -> b.digits() + " in base " + b.base();
      case Expr.Ratio r ->
          r.parts().stream().map(NormalForm::print).collect(Collectors.joining(" : "));
      case Expr.Group g ->
          g.holder().name().toLowerCase(Locale.ROOT) + "(" + joined(g.items()) + ")";
      case Expr.Interval i -> print(i);
      case Expr.NamedSet s -> s.name();
      case Expr.Described d -> "all with " + print(d.condition());
      case Expr.SetOperation s ->
          print(s.left()) + " " + s.kind().name().toLowerCase(Locale.ROOT) + " " + print(s.right());
      case Expr.Matrix m -> "matrix" + m.rows().stream().map(NormalForm::joined).toList();
      case Expr.Piecewise p ->
          p.pieces().stream()
              .map(piece -> print(piece.value()) + " if " + print(piece.condition()))
              .collect(Collectors.joining("; ", "cases(", ")"));
      case Expr.Chain c -> print(c);
    };
  }

  private static String print(BigFraction value) {
    return value.getDenominator().equals(java.math.BigInteger.ONE)
        ? value.getNumerator().toString()
        : value.getNumerator() + "/" + value.getDenominator();
  }

  private static String print(Constant c) {
    return switch (c) {
      case PI -> "π";
      case E -> "e";
      case I -> "i";
      case INFINITY -> "∞";
    };
  }

  private static String print(Expr.Interval i) {
    return (i.lowClosed() ? "[" : "(")
        + print(i.low())
        + ", "
        + print(i.high())
        + (i.highClosed() ? "]" : ")");
  }

  private static String print(Expr.Chain c) {
    var text = new StringBuilder(print(c.sides().getFirst()));
    for (int i = 0; i < c.relations().size(); i++) {
      text.append(' ')
          .append(sign(c.relations().get(i)))
          .append(' ')
          .append(print(c.sides().get(i + 1)));
    }
    return text.toString();
  }

  private static String sign(Expr.Relation relation) {
    return switch (relation) {
      case EQUAL -> "=";
      case LESS -> "<";
      case LESS_EQUAL -> "≤";
      case GREATER -> ">";
      case GREATER_EQUAL -> "≥";
      case NOT_EQUAL -> "≠";
      case APPROXIMATE -> "≈";
      case IN -> "∈";
      case EQUIVALENT -> "≡";
      case SIMILAR -> "∼";
      case CONGRUENT -> "≅";
      case TO -> "→";
      case SUBSET -> "⊂";
      case PARALLEL -> "∥";
      case PERPENDICULAR -> "⊥";
    };
  }

  private static String sorted(List<Expr> all, String between) {
    return all.stream().map(NormalForm::print).sorted().collect(Collectors.joining(between));
  }

  private static String joined(List<Expr> all) {
    return all.stream().map(NormalForm::print).collect(Collectors.joining(", "));
  }
}
