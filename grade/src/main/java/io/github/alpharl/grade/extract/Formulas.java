package io.github.alpharl.grade.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formulas between dollars and their kin. */
final class Formulas {

  /** {@code $x$}, {@code $$x$$}, {@code \(x\)}, {@code \[x\]}; not {@code $5 and he gets $3}. */
  private static final Pattern MATH =
      Pattern.compile(
          "\\$\\$([^$]{1,2000})\\$\\$|\\$(?!\\d[\\d,.]*,? (?:[A-Za-z]+,? ){1,12}\\$\\d)([^$\\n]{1,2000})\\$|\\\\\\(([^\\n]{1,2000}?)\\\\\\)|\\\\\\[(.{1,2000}?)\\\\\\]",
          Pattern.DOTALL);

  /** {@code $x=1$ and $x=2$}. */
  private static final Pattern BETWEEN = Pattern.compile("\\s*(?:,|;|,?\\s*and|,?\\s*or)\\s*");

  /** {@code \(}, {@code \]}. */
  private static final Pattern BRACKETS = Pattern.compile("\\\\[()\\[\\]]");

  private final String text;
  private final List<MatchResult> all;

  private Formulas(String text) {
    this.text = text;
    this.all = all(text);
  }

  /** The formulas of {@code text}, found once. */
  static Formulas in(String text) {
    return new Formulas(text);
  }

  /** All formulas; the pattern is tried only where one of its first signs stands. */
  private static List<MatchResult> all(String text) {
    if (text.indexOf('$') < 0 && !text.contains("\\(") && !text.contains("\\[")) {
      return List.of();
    }
    List<MatchResult> found = new ArrayList<>();
    String plain = protectMoney(text);
    Matcher formula = MATH.matcher(plain);
    int at = 0;
    while (at < plain.length()) {
      boolean starts = startsFormula(plain, at);
      boolean matches = starts && formula.region(at, plain.length()).lookingAt();
      if (matches) {
        found.add(formula.toMatchResult());
      }
      at = matches ? formula.end() : at + 1;
    }
    return found;
  }

  private static boolean startsFormula(String text, int at) {
    char c = text.charAt(at);
    return c == '$'
        || (c == '\\' && (text.startsWith("(", at + 1) || text.startsWith("[", at + 1)));
  }

  /** Where the first formula starts, or the length of the text. */
  int firstStart() {
    return all.isEmpty() ? text.length() : all.getFirst().start();
  }

  /** Where the last formula ends, or 0. */
  int lastEnd() {
    return all.isEmpty() ? 0 : all.getLast().end();
  }

  /** The last formula, with those before it that only commas or "and" separate. */
  Optional<String> last() {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    int first = all.size() - 1;
    while (first > 0 && connected(text, all.get(first - 1), all.get(first))) {
      first--;
    }
    return Optional.of(join(text, all.subList(first, all.size())));
  }

  /** Whether the last formula is one of several quantities, each with a name of its own. */
  boolean endInQuantities() {
    int last = all.size() - 1;
    if (last < 1) {
      return false;
    }
    boolean named = text.startsWith("-", all.get(last - 1).end());
    int before = named ? last - 2 : last - 1;
    return before >= 0
        && content(all.get(last)).indexOf('=') < 0
        && Quantities.join(text.substring(all.get(before).end(), all.get(last).start()));
  }

  /** The first formula, with those after it that only commas or "and" separate. */
  Optional<String> first() {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    int last = 0;
    while (last + 1 < all.size() && connected(text, all.get(last), all.get(last + 1))) {
      last++;
    }
    return Optional.of(join(text, all.subList(0, last + 1)));
  }

  private static boolean connected(String text, MatchResult a, MatchResult b) {
    return BETWEEN.matcher(text.substring(a.end(), b.start())).matches();
  }

  private static String join(String text, List<MatchResult> formulas) {
    var joined = new StringBuilder(content(formulas.getFirst()));
    for (int i = 1; i < formulas.size(); i++) {
      String between = text.substring(formulas.get(i - 1).end(), formulas.get(i).start());
      joined.append(' ').append(between.strip()).append(' ').append(content(formulas.get(i)));
    }
    return joined.toString().replace('\u0001', '$');
  }

  private static String content(MatchResult m) {
    for (int g = 1; g <= m.groupCount(); g++) {
      if (m.group(g) != null) {
        return m.group(g).strip();
      }
    }
    return m.group();
  }

  /** An escaped dollar must not open a formula; lengths stay. */
  private static String protectMoney(String text) {
    return text.replace("\\$", "\\\u0001");
  }

  /** The text without the dollars around its formulas; an odd dollar is money and stays. */
  static String undollared(String text) {
    if (text.indexOf('$') < 0 && text.indexOf('\\') < 0) {
      return text;
    }
    String plain = BRACKETS.matcher(text.replace("\\$", "\\money ")).replaceAll(" ");
    long dollars = plain.chars().filter(c -> c == '$').count();
    return dollars % 2 == 0 ? plain.replace("$", " ") : text;
  }
}
