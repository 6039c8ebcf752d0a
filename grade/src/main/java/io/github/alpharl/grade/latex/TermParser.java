package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.Unit;
import io.github.alpharl.grade.expression.UnitReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hipparchus.fraction.BigFraction;

/** Products, quotients, powers and units. */
final class TermParser {

  private static final Map<String, Long> MULTIPLIERS =
      Map.of(
          "hundred",
          100L,
          "thousand",
          1_000L,
          "million",
          1_000_000L,
          "billion",
          1_000_000_000L,
          "trillion",
          1_000_000_000_000L,
          "dozen",
          12L);
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
  private int bars;
  private int angles;
  private int builders;

  TermParser(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
    this.primaries = new PrimaryParser(cursor, parser, this);
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

  /** Puts the count of open bars to {@code count}: brackets hide the bars outside them. */
  void bars(int count) {
    bars = count;
  }

  /** factor (('*' | '/' | nothing) factor)* [unit]. */
  Expr term() {
    Expr product = factor();
    while (true) {
      Optional<Expr> longer = extend(product);
      if (longer.isEmpty()) {
        return product;
      }
      product = longer.get();
    }
  }

  private Optional<Expr> extend(Expr product) {
    Token token = cursor.peek();
    if (token.isMark("*") || (token.kind() == Token.Kind.COMMAND && TIMES.contains(token.text()))) {
      cursor.next();
      return Optional.of(Expr.times(product, signedFactor()));
    }
    if (token.isMark("/") || token.isCommand("div")) {
      return Optional.of(divide(product));
    }
    if (token.isCommand("pmod") || token.isCommand("bmod") || token.isCommand("mod")) {
      cursor.next();
      return Optional.of(Call.of("mod", product, factor()));
    }
    if (product instanceof Words(String text)
        && text.matches(".*(?:^| )(?:is|are|equals|equal to)")) {
      return Optional.of(
          new Expr.Chain(List.of(product, parser.sum()), List.of(Expr.Relation.EQUAL)));
    }
    Optional<Expr> unit = quantity(product);
    if (unit.isPresent()) {
      return unit;
    }
    return startsFactor(product) ? Optional.of(Expr.times(product, factor())) : Optional.empty();
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
    if (product instanceof Quantity q && token.kind() != Token.Kind.NUMBER && isUnit(token)) {
      Unit below = takeUnit();
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

  /** primary postfix*. */
  Expr factor() {
    cursor.enter();
    Expr e = primaries.primary();
    int entered = 1;
    for (Optional<Expr> longer = postfix(e); longer.isPresent(); longer = postfix(e)) {
      e = longer.get();
      cursor.enter(); // each mark nests the tree, which later steps walk down
      entered++;
    }
    for (int i = 0; i < entered; i++) {
      cursor.leave();
    }
    return e;
  }

  private Optional<Expr> postfix(Expr e) {
    if (cursor.takeMark("^")) {
      return Optional.of(raise(e));
    }
    if (cursor.takeMark("!")) {
      return Optional.of(Call.of("factorial", e));
    }
    if (cursor.takeMark("%")) {
      return Optional.of(new Quantity(e, Unit.PERCENT));
    }
    if (cursor.takeCommand("money")) {
      return Optional.of(new Quantity(e, Unit.of("$")));
    }
    if ((cursor.peek().isCommand("circ") && !(e instanceof Symbol))
        || cursor.peek().isCommand("degree")) {
      cursor.next();
      return Optional.of(new Quantity(e, Unit.DEGREE));
    }
    return Optional.empty();
  }

  private Expr raise(Expr base) {
    int start = cursor.position();
    boolean braces = cursor.takeMark("{");
    boolean degree = cursor.takeCommand("circ") || cursor.takeCommand("degree");
    if (degree && (!braces || cursor.takeMark("}"))) {
      return new Quantity(base, Unit.DEGREE);
    }
    cursor.back(start);
    if (base instanceof Symbol s && cursor.peek(braces ? 1 : 0).isCommand("prime")) {
      return new Symbol(s.name() + primes(braces));
    }
    cursor.back(start);
    Expr exponent = exponent();
    boolean inverse =
        base instanceof Symbol && exponent.equals(Num.of(-1)) && cursor.peek().isMark("(");
    return inverse ? inverse((Symbol) base) : new Power(base, exponent);
  }

  /** {@code f^{-1}(x)} is a function, {@code x^{-1}(y+1)} a product. */
  private Expr inverse(Symbol function) {
    return PrimaryParser.FUNCTION_LETTERS.contains(function.name())
        ? primaries.symbol(function.name() + "^-1")
        : new Power(function, Num.of(-1));
  }

  /** The primes of {@code ^{\prime\prime}}. */
  private String primes(boolean braces) {
    if (braces) {
      cursor.takeMark("{");
    }
    var primes = new StringBuilder();
    while (cursor.takeCommand("prime")) {
      primes.append('\'');
    }
    if (braces) {
      cursor.expectMark("}");
    }
    return primes.toString();
  }

  private Expr exponent() {
    if (cursor.takeMark("-")) {
      return Expr.negate(exponent());
    }
    if (cursor.takeMark("+") || cursor.peek().isMark("(")) {
      return primaries.primary();
    }
    if (cursor.peek().kind() == Token.Kind.LETTERS) {
      return primaries.letter(cursor.takePrefix(1));
    }
    Expr e = primaries.primary();
    return cursor.takeMark("^") ? new Power(e, exponent()) : e;
  }

  private Optional<Expr> quantity(Expr value) {
    Token token = cursor.peek();
    if (!isUnit(token) || value instanceof Words) {
      return Optional.empty();
    }
    Optional<Long> multiplier = multiplier(token);
    if (multiplier.isPresent()) {
      cursor.next();
      return Optional.of(multiply(value, multiplier.get()));
    }
    Unit unit = takeUnit();
    if (value instanceof Quantity q) {
      return Optional.of(new Quantity(q.value(), q.unit().times(unit)));
    }
    return Optional.of(unit.text().isEmpty() ? value : new Quantity(value, unit));
  }

  private static Expr multiply(Expr value, long by) {
    return value instanceof Num n
        ? Num.exact(n.value().multiply(new BigFraction(by)))
        : Expr.times(value, Num.of(by));
  }

  private static Optional<Long> multiplier(Token token) {
    return Optional.ofNullable(MULTIPLIERS.get(token.text().replace("~", " ").strip()));
  }

  private boolean isUnit(Token token) {
    return switch (token.kind()) {
      case TEXT -> isUnitText(token);
      case LETTERS ->
          WordReader.connective(token).isEmpty()
              && FunctionNames.function(token.text()).isEmpty()
              && FunctionNames.symbol(token.text()).isEmpty()
              && (UnitReader.known(token.text()) || WordReader.looksLikeWord(token.text()));
      default -> false;
    };
  }

  /** Words after a number are its unit, but for functions and the constants e, i, d. */
  private static boolean isUnitText(Token token) {
    String text = token.text().strip();
    return WordReader.connective(token).isEmpty()
        && FunctionNames.function(text).isEmpty()
        && !Set.of("e", "i", "d", "j").contains(text);
  }

  /** The unit that starts here: words, then powers, then more words. */
  private Unit takeUnit() {
    var words = new StringBuilder(unitWord());
    while (true) {
      if (cursor.peek().isMark("^")) {
        words.append('^').append(unitPower());
      } else if (isUnit(cursor.peek())) {
        words.append(' ').append(unitWord());
      } else if (cursor.peek().isMark("/") && isUnit(cursor.peek(1))) {
        cursor.next();
        words.append('/').append(unitWord());
      } else {
        return Unit.of(words.toString());
      }
    }
  }

  private String unitWord() {
    return cursor.next().text().replaceAll("[~\\\\]", " ").strip();
  }

  private String unitPower() {
    cursor.next();
    boolean braces = cursor.takeMark("{");
    String sign = cursor.takeMark("-") ? "-" : "";
    String power = cursor.next().text();
    if (braces) {
      cursor.expectMark("}");
    }
    return sign + power;
  }
}
