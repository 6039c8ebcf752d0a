package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.InBase;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/** Numbers: decimals, powers of ten, repeating decimals, mixed numbers, other bases. */
final class NumberParser {

  private static final int DIGITS = 2_000;
  private static final Map<String, Integer> BASE_WORDS =
      Map.ofEntries(
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("sixteen", 16));

  /** {@code A3_{16}}. */
  private static final Pattern HIGH_BASE =
      Pattern.compile("([0-9A-Za-z]{1,60})_\\{?(1[1-9]|2\\d|3[0-6])\\}?");

  private final Cursor cursor;

  NumberParser(Cursor cursor) {
    this.cursor = cursor;
  }

  Expr number() {
    String digits = cursor.next().text();
    if (cursor.peek().isMark("_")) {
      return inBase(digits);
    }
    if (digits.contains(".") && isBar(cursor.peek())) {
      boolean dot = cursor.next().isCommand("dot");
      String period = rawDigits();
      return repeating(digits, dot ? period + upToSecondDot() : period);
    }
    if (isDigits(digits)) {
      Optional<Expr> mixed = mixed(digits);
      if (mixed.isPresent()) {
        return mixed.get();
      }
    }
    return literal(digits);
  }

  static Num literal(String digits) {
    if (digits.length() > DIGITS) {
      throw new NotUnderstood("a number of more than " + DIGITS + " digits");
    }
    var decimal = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
    if (Math.abs((long) decimal.scale()) > Bounds.MAGNITUDE) {
      throw new NotUnderstood("a number beyond 10^" + Bounds.MAGNITUDE);
    }
    int point = digits.indexOf('.');
    int decimals = point < 0 && decimal.scale() <= 0 ? -1 : Math.max(decimal.scale(), 0);
    return new Num(fraction(decimal), decimals, decimal.precision());
  }

  static BigFraction fraction(BigDecimal decimal) {
    return decimal.scale() <= 0
        ? new BigFraction(decimal.toBigIntegerExact())
        : new BigFraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
  }

  private static boolean isBar(Token token) {
    return token.isCommand("overline") || token.isCommand("bar") || token.isCommand("dot");
  }

  /** The rest of a period between dots: {@code 234} in {@code 0.\dot{1}23\dot{4}}. */
  private String upToSecondDot() {
    int start = cursor.position();
    boolean digits = cursor.peek().kind() == Token.Kind.NUMBER && isDigits(cursor.peek().text());
    String between = digits ? cursor.next().text() : "";
    if (!cursor.peek().isCommand("dot")) {
      cursor.back(start);
      return "";
    }
    cursor.next();
    return between + rawDigits();
  }

  private String rawDigits() {
    String digits = cursor.takeMark("{") ? cursor.takeRawGroup() : cursor.takePrefix(1);
    if (!digits.matches("\\d{1,60}")) {
      throw new NotUnderstood("a repeating part that is no digits");
    }
    return digits;
  }

  /** {@code 0.1} and {@code 6} for 0.1666… */
  private static Num repeating(String head, String period) {
    Num start = literal(head.endsWith(".") ? head + "0" : head);
    int places = head.length() - head.indexOf('.') - 1;
    BigInteger nines = BigInteger.TEN.pow(period.length()).subtract(BigInteger.ONE);
    var tail = new BigFraction(new BigInteger(period), nines.multiply(BigInteger.TEN.pow(places)));
    return Num.exact(start.value().add(tail));
  }

  private Expr inBase(String digits) {
    int start = cursor.position();
    cursor.next();
    String sub = subscript();
    Integer base = sub.matches("\\d{1,2}") ? Integer.valueOf(sub) : BASE_WORDS.get(sub);
    if (base == null || base < 2 || base > 36) {
      cursor.back(start);
      throw new NotUnderstood("a base that is none: " + sub);
    }
    return new InBase(digits.replaceFirst("^0+(?=.)", ""), base);
  }

  /** Digits with letters in a base above ten: {@code A3_{16}}; empty for anything else. */
  static Optional<Expr> highBase(String text) {
    Matcher m = HIGH_BASE.matcher(text);
    if (text.indexOf('_') <= 0 || !m.matches()) {
      return Optional.empty();
    }
    String digits = m.group(1).toUpperCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    int base = Integer.parseInt(m.group(2));
    boolean valid = digits.chars().allMatch(c -> Character.digit(c, base) >= 0);
    boolean letters = digits.length() > 1 && digits.chars().anyMatch(Character::isLetter);
    return valid && letters ? Optional.of(new InBase(digits, base)) : Optional.empty();
  }

  /** The text below a symbol: one token or a braced group. */
  String subscript() {
    if (cursor.takeMark("{")) {
      return cursor.takeRawGroup().replaceAll("[{}\\s]", "");
    }
    boolean letters = cursor.peek().kind() == Token.Kind.LETTERS;
    return (letters ? cursor.takePrefix(1) : cursor.next().text()).strip();
  }

  /** {@code 1\frac{4}{5}} and {@code 1 4/5}: a whole number before a proper fraction. */
  private Optional<Expr> mixed(String whole) {
    int start = cursor.position();
    Optional<BigFraction> part = takeLatexFraction().or(this::takePlainFraction);
    boolean proper = part.isPresent() && part.get().compareTo(BigFraction.ONE) < 0;
    if (part.isPresent() && !proper) {
      throw new NotUnderstood("a mixed number with an improper fraction");
    }
    if (!proper) {
      cursor.back(start);
      return Optional.empty();
    }
    return Optional.of(Num.exact(literal(whole).value().add(part.get())));
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isFraction(String name) {
    return switch (name) {
      case "frac", "dfrac", "tfrac", "cfrac" -> true;
      default -> false;
    };
  }

  private Optional<BigFraction> takeLatexFraction() {
    String name = cursor.peek().kind() == Token.Kind.COMMAND ? cursor.peek().text() : "";
    boolean braces =
        cursor.peek(1).isMark("{") && cursor.peek(4).isMark("{") && cursor.peek(6).isMark("}");
    if (!isFraction(name) || !braces) {
      return compactFraction(name);
    }
    Optional<BigFraction> value = ratio(cursor.peek(2), cursor.peek(5));
    skip(value.isPresent() && cursor.peek(3).isMark("}") ? 7 : 0);
    return value;
  }

  /** {@code \frac12}. */
  private Optional<BigFraction> compactFraction(String name) {
    Token digits = cursor.peek(1);
    boolean two = isFraction(name) && digits.text().matches("[1-9]{2}");
    if (!two) {
      return Optional.empty();
    }
    skip(2);
    return Optional.of(
        new BigFraction(digits.text().charAt(0) - '0', digits.text().charAt(1) - '0'));
  }

  private Optional<BigFraction> takePlainFraction() {
    boolean slash =
        cursor.peek().spaced() && cursor.peek(1).isMark("/") && !cursor.peek(3).isMark("^");
    if (!slash) {
      return Optional.empty();
    }
    Optional<BigFraction> value = ratio(cursor.peek(0), cursor.peek(2));
    skip(value.isPresent() ? 3 : 0);
    return value;
  }

  private static Optional<BigFraction> ratio(Token above, Token below) {
    boolean whole = above.text().matches("\\d{1,9}") && below.text().matches("[1-9]\\d{0,8}");
    return whole
        ? Optional.of(
            new BigFraction(Integer.parseInt(above.text()), Integer.parseInt(below.text())))
        : Optional.empty();
  }

  private void skip(int tokens) {
    for (int i = 0; i < tokens; i++) {
      cursor.next();
    }
  }
}
