package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Ratio;
import io.github.alpharl.grade.expression.Expr.Relation;
import io.github.alpharl.grade.expression.Expr.Sum;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.NotUnderstood;
import io.github.alpharl.grade.spelling.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an answer in LaTeX or plain mathematics by recursive descent: list, relation, set
 * operation, ratio, sum, term, factor. Nesting, tokens and length are bounded ({@link Bounds}).
 */
public final class Parser {

  private final Cursor cursor;
  private final TermParser terms;
  private final SetParser sets;

  Parser(Cursor cursor) {
    this.cursor = cursor;
    this.terms = new TermParser(cursor, this);
    this.sets = new SetParser(cursor);
  }

  /**
   * The tree of {@code answer}.
   *
   * @throws NotUnderstood where it has no known form or is beyond the bounds
   */
  public static Expr parse(String answer) {
    String clean = Cleaner.clean(answer);
    Optional<Words> words = WordReader.wholeAnswer(clean);
    if (words.isPresent()) {
      return WordReader.meant(words.get());
    }
    Optional<Expr> digits = NumberParser.highBase(clean);
    if (digits.isPresent()) {
      return digits.get();
    }
    var parser = new Parser(new Cursor(Lexer.tokens(clean)));
    Expr expr = parser.list();
    if (parser.cursor.peek().kind() != Token.Kind.END) {
      throw new NotUnderstood("unexpected '" + parser.cursor.peek().text() + "'");
    }
    return expr instanceof Words w ? WordReader.meant(w) : expr;
  }

  /** element ((',' | ';' | and | or) element)* up to whatever does not continue the list. */
  Expr list() {
    var items = new ArrayList<Expr>();
    Holder holder = Holder.LIST;
    addElement(items, relation());
    while (true) {
      Optional<Holder> separator = separator();
      if (separator.isEmpty()) {
        break;
      }
      holder = separator.get() == Holder.LIST ? holder : separator.get();
      addElement(items, relation());
    }
    Residues.spread(items);
    return items.size() == 1 ? items.getFirst() : new Group(holder, items);
  }

  private static void addElement(List<Expr> items, Expr element) {
    items.addAll(PlusMinus.expand(element));
    if (items.size() > Bounds.ITEMS) {
      throw new NotUnderstood("more than " + Bounds.ITEMS + " values");
    }
  }

  /** Takes commas and connecting words; empty where the list ends. */
  private Optional<Holder> separator() {
    Holder found = null;
    while (true) {
      Token token = cursor.peek();
      Holder holder =
          token.isMark(",") || token.isMark(";")
              ? Holder.LIST
              : WordReader.connective(token).orElse(null);
      if (holder == null) {
        return Optional.ofNullable(found);
      }
      cursor.next();
      found = holder == Holder.LIST && found != null ? found : holder;
    }
  }

  /**
   * The values between brackets, up to the closing token, which stays. A ± in a single one stays
   * too: all of {@code \\frac{-1 \\pm x}{2}} is what is chosen from.
   */
  List<Expr> items() {
    var items = new ArrayList<Expr>();
    Expr first = relation();
    boolean single =
        !cursor.peek().isMark(",")
            && !cursor.peek().isMark(";")
            && WordReader.connective(cursor.peek()).isEmpty();
    if (single) {
      items.add(first);
      return items;
    }
    addElement(items, first);
    while (cursor.takeMark(",") || cursor.takeMark(";") || takeConnective()) {
      if (cursor.peek().isCommand("\\") || cursor.peek().isCommand("end")) {
        break; // a comma at the end of a row
      }
      addElement(items, relation());
    }
    return items;
  }

  /** {@link #items} with every ± as its two values. */
  List<Expr> choices() {
    var items = new ArrayList<Expr>();
    items().forEach(item -> addElement(items, item));
    return items;
  }

  private boolean takeConnective() {
    boolean found = WordReader.connective(cursor.peek()).isPresent();
    if (found) {
      cursor.next();
    }
    return found;
  }

  /** side (relation side)*. */
  Expr relation() {
    cursor.enter();
    var sides = new ArrayList<Expr>();
    var relations = new ArrayList<Relation>();
    sides.add(sets.operations(this::ratio));
    for (Relation r = takeRelation(); r != null; r = takeRelation()) {
      relations.add(r);
      sides.add(sets.operations(this::ratio));
    }
    cursor.leave();
    return relations.isEmpty() ? sides.getFirst() : new Chain(sides, relations);
  }

  private Relation takeRelation() {
    Token token = cursor.peek();
    if (token.isCommand("not")) {
      cursor.next();
      cursor.next();
      return Relation.NOT_EQUAL;
    }
    Relation relation = Relations.of(token).orElse(null);
    if (relation != null && !(terms.insideAngle() && token.isMark(">"))) {
      cursor.next();
      return relation;
    }
    return null;
  }

  private Expr ratio() {
    Expr first = sum();
    if (terms.modulusFollows()) {
      return modulo(first);
    }
    if (!cursor.peek().isMark(":") || terms.insideBuilder()) {
      return first;
    }
    var parts = new ArrayList<>(List.of(first));
    while (cursor.takeMark(":")) {
      parts.add(sum());
    }
    return new Ratio(parts);
  }

  private Expr modulo(Expr value) {
    boolean brackets = cursor.takeMark("(");
    cursor.next();
    Expr modulus = sum();
    if (brackets) {
      cursor.expectMark(")");
    }
    return Expr.Call.of("pmod", value, modulus);
  }

  /** ['+'|'-'|'±'] term (('+'|'-'|'±') term)*. */
  Expr sum() {
    cursor.enter();
    var parts = new ArrayList<Expr>();
    parts.add(signed(takeSign().orElse("+")));
    for (Optional<String> sign = takeSign(); sign.isPresent(); sign = takeSign()) {
      parts.add(signed(sign.get()));
    }
    cursor.leave();
    Optional<Expr> difference = SetParser.difference(parts);
    if (difference.isPresent()) {
      return difference.get();
    }
    parts.replaceAll(part -> parts.size() == 1 ? part : ungrouped(part));
    Expr result = parts.size() == 1 ? parts.getFirst() : hoistUnit(parts);
    if (cursor.takeCommand("choose")) {
      return Expr.Call.of("binom", result, sum());
    }
    return cursor.takeCommand("over") ? Expr.over(result, sum()) : result;
  }

  /** Braces around one value within arithmetic only group: {@code 2\{x\}}. */
  static Expr ungrouped(Expr e) {
    return e instanceof Group(Holder holder, List<Expr> items)
            && holder == Holder.SET
            && items.size() == 1
        ? items.getFirst()
        : e;
  }

  private Optional<String> takeSign() {
    Token token = cursor.peek();
    for (String mark : List.of("+", "-")) {
      if (cursor.takeMark(mark)) {
        return Optional.of(mark);
      }
    }
    boolean choice = token.isCommand("pm") || token.isCommand("mp");
    return choice ? Optional.of(cursor.next().text()) : Optional.empty();
  }

  private Expr signed(String sign) {
    return switch (sign) {
      case "+" -> term();
      case "-" -> Expr.negate(term());
      default -> Expr.Call.of(sign, term());
    };
  }

  private Expr term() {
    Optional<String> sign = takeSign();
    return sign.isPresent() ? signed(sign.get()) : terms.term();
  }

  /** {@code 5 + 3√2 cm} is (5 + 3√2) cm; percents and degrees stay with their number. */
  private static Expr hoistUnit(List<Expr> parts) {
    boolean lastOnly =
        parts.getLast() instanceof Quantity q
            && !q.unit().isPercent()
            && !q.unit().isDegree()
            && parts.subList(0, parts.size() - 1).stream().noneMatch(Quantity.class::isInstance);
    if (!lastOnly) {
      return new Sum(parts);
    }
    Quantity last = (Quantity) parts.getLast();
    parts.set(parts.size() - 1, last.value());
    return new Quantity(new Sum(parts), last.unit());
  }

  /** Used by commands: a whole answer between braces, the opening one taken already. */
  Expr group() {
    if (cursor.takeMark("}")) {
      return Num.of(1);
    }
    List<Expr> items = items();
    cursor.expectMark("}");
    return items.size() == 1 ? items.getFirst() : new Group(Holder.SET, items);
  }
}
