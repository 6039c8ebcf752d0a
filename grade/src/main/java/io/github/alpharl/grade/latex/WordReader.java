package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.Unit;
import io.github.alpharl.grade.expression.UnitReader;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells words from products of letters. */
public final class WordReader {

  private static final Pattern TIME =
      Pattern.compile(
          "(?i)\\d{1,2}:\\d{2}(?:\\s*[ap]\\.?\\s?m\\.?)?|\\d{1,2}\\s*[ap]\\.?\\s?m\\.?");
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}/\\d{1,2}/(?:\\d{4}|\\d{2})");
  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
  private static final String DAY = "(\\d{1,2})(?:st|nd|rd|th)?";

  /** {@code July 4th, 1776}. */
  private static final Pattern MONTH_DAY =
      Pattern.compile("(?i)" + MONTH + "\\s+(?:the )?" + DAY + "((?:,?\\s+\\d{4})?)");

  /** {@code the 4th of July, 1776}. */
  private static final Pattern DAY_MONTH =
      Pattern.compile("(?i)(?:the )?" + DAY + "\\s+(?:of )?" + MONTH + "((?:,?\\s+\\d{4})?)");

  private static final Pattern PHRASE =
      Pattern.compile("[A-Za-z][A-Za-z'-]*(?:[ ,]+[A-Za-z'-]+){1,40}[.!]?");
  private static final Pattern TEXT_COMMAND =
      Pattern.compile("\\\\(?:text|mbox|mathrm|textbf|textrm|hbox)\\s*\\{([^{}]*)\\}");
  private static final Pattern VOWEL = Pattern.compile("[eiouEIOU]");
  private static final Pattern WITH_A = Pattern.compile("(?=.*a)(?=.*[^abcdkmnpqrsxyz])[a-z]+");

  /** Words that might be products of letters: {@code No}. */
  private static final Pattern SHORT =
      Pattern.compile("(?i)yes|no|true|false|none|even|odd|both|neither|dne|undefined");

  private static final Set<String> CONNECTIVES = Set.of("and", "or");
  private static final Map<String, String> SYNONYMS =
      Map.of(
          "does not exist", "dne",
          "doesn't exist", "dne",
          "it does not exist", "dne",
          "limit does not exist", "dne",
          "the limit does not exist", "dne",
          "not defined", "undefined",
          "infinitely many solutions", "infinitely many",
          "there are infinitely many", "infinitely many",
          "there are infinitely many solutions", "infinitely many");

  /** {@code no solution}, {@code there are no real solutions}, {@code none}. */
  private static final Pattern EMPTY =
      Pattern.compile(
          "(?:there (?:is|are) )?no (?:real )?solutions?(?: exists?)?|(?:there (?:is|are) )?none|(?:the )?empty set");

  /** {@code all real numbers}, {@code any real number}. */
  private static final Pattern REAL_LINE =
      Pattern.compile("(?:the set of )?(?:all|any|every) (?:the )?reals?(?: numbers?)?");

  /** {@code \, and}. */
  private static final Pattern MARKS = Pattern.compile("[~,;\\\\]");

  /** {@code 3:00\, a.m.} */
  private static final Pattern BEFORE_NOON =
      Pattern.compile("(?<=\\d)\\s*\\\\?[,;]?\\s+(?=[ap]\\.?m)");

  private WordReader() {}

  /** Number words are numbers, and words for "nothing" the empty set. */
  static Expr meant(Words words) {
    if (isEmptySet(words)) {
      return new Expr.NamedSet("∅");
    }
    if (words.text().matches("(?:(?:positive|plus) )?infinity")) {
      return Expr.Constant.INFINITY;
    }
    if (isRealLine(words)) {
      return new Expr.NamedSet("R");
    }
    return NumberWords.value(words.text())
        .<Expr>map(Num::exact)
        .or(() -> counted(words.text()))
        .orElse(words);
  }

  /** {@code ten percent}: a number in words and a unit that is known. */
  private static Optional<Expr> counted(String words) {
    int last = words.lastIndexOf(' ');
    return last > 0 && UnitReader.known(words.substring(last + 1))
        ? NumberWords.value(words.substring(0, last))
            .map(n -> new Expr.Quantity(Num.exact(n), Unit.of(words.substring(last + 1))))
        : Optional.empty();
  }

  /** Whether {@code words} say that there is nothing. */
  private static boolean isEmptySet(Words words) {
    return EMPTY.matcher(words.text()).matches();
  }

  /** Whether {@code words} say that every real number is one. */
  private static boolean isRealLine(Words words) {
    return REAL_LINE.matcher(words.text()).matches();
  }

  /** Whether the whole answer is a time, a date or a phrase: mathematics must not touch it. */
  static Optional<Words> wholeAnswer(String clean) {
    String text = clean.indexOf('\\') >= 0 ? bare(clean) : clean.strip();
    Optional<Words> date = date(text);
    if (date.isPresent()) {
      return date;
    }
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    if (first >= '0' && first <= '9') {
      boolean fixed = TIME.matcher(text).matches() || DATE.matcher(text).matches();
      return fixed ? Optional.of(fixed(text)) : Optional.empty();
    }
    if (!(first >= 'A' && first <= 'Z') && !(first >= 'a' && first <= 'z')) {
      return Optional.empty();
    }
    if (SHORT.matcher(text).matches()) {
      return Optional.of(words(text));
    }
    boolean phrase =
        PHRASE.matcher(text).matches()
            && (looksLikePhrase(text) || NumberWords.value(words(text).text()).isPresent());
    return phrase ? Optional.of(words(text)) : Optional.empty();
  }

  /** Without the commands around words. */
  private static String bare(String clean) {
    String text = TEXT_COMMAND.matcher(clean).replaceAll(m -> Matcher.quoteReplacement(m.group(1)));
    return BEFORE_NOON.matcher(text).replaceAll(" ").strip();
  }

  /** A day of a month, the month by its first three letters. */
  private static Optional<Words> date(String text) {
    if (text.length() < 5 || text.length() > 40) {
      return Optional.empty();
    }
    Matcher month = MONTH_DAY.matcher(text);
    if (month.matches()) {
      return Optional.of(date(month.group(1), month.group(2), month.group(3)));
    }
    Matcher day = DAY_MONTH.matcher(text);
    return day.matches()
        ? Optional.of(date(day.group(2), day.group(1), day.group(3)))
        : Optional.empty();
  }

  private static Words date(String month, String day, String year) {
    return fixed(month.substring(0, 3) + Integer.parseInt(day) + " " + year);
  }

  /** A time or a date in one spelling. */
  private static Words fixed(String text) {
    return new Words(
        text.toLowerCase(Locale.ROOT)
            .replaceAll("[\\s.,]", "")
            .replaceAll("^(\\d{1,2})(?=[ap]m$)", "$1:00"));
  }

  private static boolean looksLikePhrase(String text) {
    String[] all = text.split("[ ,]+");
    for (String word : all) {
      if (CONNECTIVES.contains(word) || FunctionNames.known(word)) {
        return false;
      }
    }
    boolean list = text.contains(",");
    return !list && java.util.Arrays.stream(all).anyMatch(w -> looksLikeWord(w));
  }

  /**
   * A run of letters that is a word rather than a product: three letters with a vowel that is no
   * variable, or five.
   */
  public static boolean looksLikeWord(String letters) {
    boolean vowel = VOWEL.matcher(letters).find() || WITH_A.matcher(letters).matches();
    return letters.length() >= 5 || (letters.length() >= 3 && vowel);
  }

  /** The words of {@code text}: lower case unless one letter, single spaces, no final points. */
  static Words words(String text) {
    String plain = text.replaceAll("[~\\\\]", " ").replaceAll("\\s+", " ").strip();
    plain = plain.replaceAll("[.!,;:]+$", "").strip();
    if (plain.matches("\\(?[A-Za-z]\\)")) {
      plain = plain.replaceAll("[()]", "");
    }
    if (plain.length() == 1) {
      return new Words(plain);
    }
    String lower = plain.toLowerCase(Locale.ROOT);
    return new Words(SYNONYMS.getOrDefault(lower, lower));
  }

  /** The connective that {@code token} is, if any. */
  static Optional<Holder> connective(Token token) {
    boolean wordy = token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.LETTERS;
    if (wordy) {
      return switch (MARKS.matcher(token.text()).replaceAll(" ").strip().toLowerCase(Locale.ROOT)) {
        case "and", "&" -> Optional.of(Holder.AND);
        case "or" -> Optional.of(Holder.OR);
        default -> Optional.empty();
      };
    }
    return switch (token.kind() == Token.Kind.COMMAND ? token.text() : "") {
      case "lor", "vee" -> Optional.of(Holder.OR);
      case "land", "wedge" -> Optional.of(Holder.AND);
      default -> Optional.empty();
    };
  }
}
