package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.Unit;
import io.github.alpharl.grade.expression.UnitReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/** Units after a value, and words such as "million" that multiply it. */
final class QuantityParser {

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

  /** {@code or more}, {@code squared}: words that change the number before them. */
  private static final Pattern CHANGES =
      Pattern.compile(
          "(?i)(?:or|and|to(?! the nearest)|at|plus|minus|more|less|fewer|squared|cubed|factorial|choose|if|when|unless|except|not|mod|modulo|over|divided|multiplied|halves|thirds|fourths|fifths|sixths|sevenths|eighths|ninths|tenths|hundredths|pi|kilo|mega|giga|milli|micro|(?:in )?(?:binary|octal|hexadecimal)|in base|below|negative|wrong|incorrect|is (?:wrong|incorrect|not|false))\\b.*");

  /** {@code is} of {@code n is even}. */
  private static final Pattern IS = Pattern.compile("^(?:is|are) ");

  private final Cursor cursor;

  QuantityParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** {@code value} with the unit that follows, if one does. */
  Optional<Expr> quantity(Expr value) {
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

  boolean isUnit(Token token) {
    return switch (token.kind()) {
      case TEXT -> isUnitText(token);
      case LETTERS ->
          WordReader.connective(token).isEmpty()
              && !isWeight(token)
              && !CHANGES.matcher(token.text()).matches()
              && FunctionNames.function(token.text()).isEmpty()
              && FunctionNames.symbol(token.text()).isEmpty()
              && (UnitReader.known(token.text()) || WordReader.looksLikeWord(token.text()));
      default -> false;
    };
  }

  /** The mg of {@code 3mg}: mass times g; milligrams are set apart. */
  private static boolean isWeight(Token token) {
    return token.text().equals("mg") && !token.spaced();
  }

  /** Words after a number are its unit, but for functions and the constants e, i, d. */
  private static boolean isUnitText(Token token) {
    String text = token.text().strip();
    return WordReader.connective(token).isEmpty()
        && !CHANGES.matcher(text).matches()
        && FunctionNames.function(text).isEmpty()
        && !Set.of("e", "i", "d", "j").contains(text);
  }

  /** The unit that starts here: words, then powers, then more words. */
  Unit takeUnit() {
    var words = new StringBuilder(unitWord());
    while (true) {
      if (cursor.peek().isMark("^")) {
        words.append('^').append(unitPower());
      } else if (isUnit(cursor.peek())) {
        words.append(' ').append(unitWord());
      } else if (cursor.peek().isMark("/")
          && (isUnit(cursor.peek(1)) || isPerUnit(cursor.peek(1)))) {
        cursor.next();
        words.append('/').append(unitWord());
      } else if (cursor.peek().isCommand("cdot")
          && cursor.peek(1).kind() == Token.Kind.TEXT
          && isUnitText(cursor.peek(1))) {
        cursor.next();
        words.append(' ').append(unitWord());
      } else {
        return Unit.of(IS.matcher(words).replaceFirst(""));
      }
    }
  }

  /** The s of {@code erg/s}. */
  private static boolean isPerUnit(Token token) {
    return token.kind() == Token.Kind.LETTERS
        && Set.of("s", "h", "g", "l", "L").contains(token.text());
  }

  private String unitWord() {
    return cursor.next().text().replaceAll("\\\\cdot|\\\\[,;:! ]|[~\\\\]", " ").strip();
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
