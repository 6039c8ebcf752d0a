package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.Unit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Products, quotients, powers and units. */
final class TermParser {

  private static final Set<String> TIMES = Set.of("cdot", "times", "ast", "cdotp", "bullet");
  private static final Set<String> CLOSING =
      Set.of(
          "}",
          "\\",
          "end",
          "rangle",
          "rvert",
          "rVert",
          "rfloor",
          "rceil",
          "cup",
          "cap",
          "setminus",
          "backslash",
          "smallsetminus",
          "pm",
          "mp",
          "choose",
          "over",
          "money",
          "mid",
          "not",
          "bigcup",
          "hline",
          "land",
          "lor",
          "wedge",
          "vee",
          "vert",
          "Vert",
          "mod",
          "pmod",
          "bmod");

  private final Cursor cursor;
  private final Parser parser;
  private final PrimaryParser primaries;
  private final FactorParser factors;
  private final QuantityParser quantities;
  private final VectorProducts vectors;
  private int bars;
  private int angles;
  private int builders;

  TermParser(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
    this.primaries = new PrimaryParser(cursor, parser, this);
    this.factors = new FactorParser(cursor, primaries);
    this.vectors = new VectorProducts(cursor, factors);
    this.quantities = new QuantityParser(cursor);
  }

  boolean insideAngle() {
    return angles > 0;
  }

  boolean insideBuilder() {
    return builders > 0;
  }

  void angle(int change) {
    angles += change;
  }

  void builder(int change) {
    builders += change;
  }

  void bar(int change) {
    bars += change;
  }

  int bars() {
    return bars;
  }

  /** Bars outside of brackets that were just opened count no more; returns their count. */
  int hideBars() {
    int outer = bars;
    bars = 0;
    return outer;
  }

  /** Puts the count of open bars to {@code count}: brackets hide the bars outside them. */
  void bars(int count) {
    bars = count;
  }

  Expr factor() {
    return factors.factor();
  }

  /** Whether the next token starts {@code \pmod 7}, {@code mod 7} or {@code (mod 7)}. */
  boolean modulusFollows() {
    Token token = cursor.peek();
    return isModulo(token) || (token.isMark("(") && isModulo(cursor.peek(1)));
  }

  private static boolean isModulo(Token token) {
    return token.isCommand("pmod")
        || token.isCommand("mod")
        || ((token.kind() == Token.Kind.LETTERS || token.kind() == Token.Kind.TEXT)
            && token.text().strip().equals("mod"));
  }

  /** factor (('*' | '/' | nothing) factor)* [unit]. */
  Expr term() {
    vectors.start();
    Expr product = factor();
    vectors.factorRead();
    while (!modulusFollows()) {
      Optional<Expr> longer = extend(product);
      if (longer.isEmpty()) {
        return product;
      }
      product = longer.get();
    }
    return product;
  }

  private Optional<Expr> extend(Expr product) {
    Token token = cursor.peek();
    if (token.isMark("*") || (token.kind() == Token.Kind.COMMAND && TIMES.contains(token.text()))) {
      Optional<Expr> ofVectors = vectors.product(product);
      if (ofVectors.isPresent()) {
        return ofVectors;
      }
      cursor.next();
      return Optional.of(Expr.times(product, signedFactor()));
    }
    if (token.isMark("/") || token.isCommand("div")) {
      return Optional.of(divide(product));
    }
    if (token.isCommand("bmod")) {
      cursor.next();
      return Optional.of(Call.of("mod", product, factor()));
    }
    if (product instanceof Words(String text)
        && text.matches(".*(?:^| )(?:is|are|equals|equal to)")) {
      return Optional.of(
          new Expr.Chain(List.of(product, parser.sum()), List.of(Expr.Relation.EQUAL)));
    }
    Optional<Expr> unit = quantities.quantity(product);
    if (unit.isPresent()) {
      return unit;
    }
    if (!startsFactor(product)) {
      return Optional.empty();
    }
    boolean matrix = vectors.isMatrix();
    vectors.start();
    Expr next = factor();
    vectors.factorRead();
    return Optional.of(
        matrix && vectors.isMatrix()
            ? Call.of("ordered", product, next)
            : Expr.times(product, Parser.ungrouped(next)));
  }

  private Expr signedFactor() {
    if (cursor.takeMark("-")) {
      return Expr.negate(factor());
    }
    cursor.takeMark("+");
    return factor();
  }

  private Expr divide(Expr product) {
    cursor.next();
    Token token = cursor.peek();
    if (product instanceof Quantity q
        && token.kind() != Token.Kind.NUMBER
        && quantities.isUnit(token)) {
      Unit below = quantities.takeUnit();
      return new Quantity(
          q.value(),
          new Unit(
              q.unit() + "/" + below,
              q.unit().factor().divide(below.factor()),
              q.unit().times(below.power(-1)).dimension()));
    }
    return Expr.over(product, signedFactor());
  }

  /** Whether the next token may stand beside {@code product} without a sign. */
  private boolean startsFactor(Expr product) {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> !endsInNumber(product);
      case LETTERS -> WordReader.connective(token).isEmpty() && !isUnionOf(product, token);
      case TEXT -> WordReader.connective(token).isEmpty();
      case COMMAND ->
          !CLOSING.contains(token.text())
              && !primaries.isRelation(token)
              && !TIMES.contains(token.text());
      case MARK ->
          token.isMark("(")
              || token.isMark("{")
              || (token.isMark("|") && bars == 0 && builders == 0)
              || (token.isMark("[") && opens(cursor.peek(1)));
      case END -> false;
    };
  }

  /** Whether a bracket before {@code token} opens: in ]2,3[ it closes. */
  private static boolean opens(Token token) {
    return token.kind() != Token.Kind.END
        && token.kind() != Token.Kind.TEXT
        && !token.isCommand("cup")
        && !token.isCommand("cap")
        && !token.isMark(",");
  }

  private static boolean isUnionOf(Expr left, Token token) {
    boolean set =
        left instanceof Expr.Interval
            || left instanceof Expr.Group
            || left instanceof Expr.NamedSet;
    return set && (token.text().equalsIgnoreCase("u") || token.text().equals("union"));
  }

  private static boolean endsInNumber(Expr product) {
    return switch (product) {
      case Num n -> true;
      case Expr.Product p -> endsInNumber(p.factors().getLast());
      case Quantity q -> true;
      default -> false;
    };
  }
}
