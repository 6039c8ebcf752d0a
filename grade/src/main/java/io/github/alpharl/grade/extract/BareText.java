package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.UnitReader;
import io.github.alpharl.grade.latex.WordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells an answer alone from a sentence with an answer in it. */
final class BareText {

  private static final int LONGEST = 400;

  /** {@code Hence}, but not {@code \sqrt}. */
  private static final Pattern WORD = Pattern.compile("(?<![\\\\A-Za-z])[A-Za-z]{3,}");

  /** Words of sentences: {@code it is}, {@code so we get}. */
  private static final Set<String> SENTENCE =
      Set.of(
          ("hay gibt sono adalah is we to so there were makes gives the it be are get then thus hence that this was has"
                  + " have by as at on for with add can but all sum therefore because since which"
                  + " must should would guess think she he they you pay pays cost costs need needs"
                  + " take takes earn earns value es est ist")
              .split(" "));

  /** {@code \sqrt}, {@code \text{ square units}}. */
  private static final Pattern COMMANDS = Pattern.compile("\\\\[A-Za-z]+(?:\\s*\\{[A-Za-z ]*\\})?");

  /** {@code It is rational.} */
  private static final Pattern BRIEF = Pattern.compile("[A-Za-z ,'-]{1,60}[.!]?");

  /** {@code one-to-one, not onto} */
  private static final Pattern ONLY_WORDS = Pattern.compile("[A-Za-z ,.'!-]+");

  /** {@code There is no solution.} */
  private static final Pattern NOTHING =
      Pattern.compile("(?i)there (?:is|are) no (?:real )?solutions?\\.?");

  /** {@code **15**}, {@code **B**.}: bold in Markdown, and no power. */
  private static final Pattern BOLD =
      Pattern.compile("(\\*\\*|__)(?!\\1)((?:(?!\\1).){1,400})\\1\\.?");

  private static final int FIRST_IDEOGRAPH = 0x1100;

  /** A sentence in Chinese, Japanese or Korean. */
  private static final Pattern IDEOGRAPHS =
      Pattern.compile(
          "(?:\\p{IsIdeographic}[^\\p{L}]{0,3}){3}|[\\p{IsHangul}\\p{IsHiragana}\\p{IsKatakana}]{2}");

  /** {@code Next term: 25}: the words before the only colon name what follows. */
  private static final Pattern NAMED =
      Pattern.compile("(?:(?:[A-Za-z]{1,20} ){0,4}[A-Za-z]{3,20}|A):\\s+(?=[^:]+$)");

  /** {@code (C) 12}, {@code \textbf{C.}\ 12}: the choice that has the answer. */
  private static final Pattern CHOICE =
      Pattern.compile(
          "(?:\\\\(?:text|math)(?:bf|rm)?\\s?\\{\\s?(?:\\([A-Ea-e]\\)|[A-E][.)])\\s?\\}|\\([A-Ea-e]\\)(?=\\s|~|\\\\[ ,;:]))(?:\\s|\\\\[ ,;:!]|~|\\\\q?quad){0,4}(?=-?[$.]?\\d|-?\\\\[a-z]{3})");

  /** {@code \textbf{(B) 12}}. */
  private static final Pattern CHOICE_WITHIN =
      Pattern.compile("\\\\text(?:bf|rm)?\\s?\\{\\s?\\([A-Ea-e]\\)\\s(-?[$.]?\\d[^{}]{0,60})\\}");

  private BareText() {}

  /** The text without the letter of the choice before it. */
  static String withoutChoice(String text) {
    Matcher within = CHOICE_WITHIN.matcher(text);
    Matcher choice = CHOICE.matcher(text);
    return within.matches()
        ? within.group(1)
        : choice.lookingAt() ? text.substring(choice.end()) : text;
  }

  /** The text without the words that name it. */
  static String unlabelled(String text) {
    Matcher named = NAMED.matcher(text.strip());
    return named.lookingAt() ? text.strip().substring(named.end()) : text.strip();
  }

  /** The text without the marks of bold around all of it. */
  static String unmarked(String text) {
    Matcher bold = BOLD.matcher(text.strip());
    return bold.matches() ? bold.group(2) : text;
  }

  /** Whether the text is an answer alone: short, one line, hardly any words outside of commands. */
  static boolean is(String text) {
    String strip = text.strip();
    if (strip.isEmpty()
        || strip.startsWith("#")
        || strip.length() > LONGEST
        || (strip.chars().anyMatch(c -> c >= FIRST_IDEOGRAPH) && IDEOGRAPHS.matcher(strip).find())
        || (strip.indexOf('\n') >= 0 && !strip.contains("\\begin"))) {
      return false;
    }
    String plain = COMMANDS.matcher(strip).replaceAll(" ");
    List<String> said = words(plain);
    long words = said.stream().filter(w -> w.length() >= 3 && !isMathWord(w)).count();
    if (said.stream().anyMatch(w -> SENTENCE.contains(w.toLowerCase(Locale.ROOT)))) {
      boolean brief = BRIEF.matcher(strip).matches() && words <= 3;
      return brief || NOTHING.matcher(strip).matches();
    }
    boolean onlyWords = words <= 5 && ONLY_WORDS.matcher(plain).matches();
    return words <= 2 || onlyWords;
  }

  /** All runs of letters but the names of commands. */
  private static List<String> words(String text) {
    List<String> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && isLetter(text.charAt(i))) {
        continue;
      }
      if (i > start && (start == 0 || text.charAt(start - 1) != '\\')) {
        found.add(text.substring(start, i));
      }
      start = i + 1;
    }
    return found;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isMathWord(String word) {
    return FunctionNames.known(word)
        || word.equals("and")
        || UnitReader.known(word)
        || !WordReader.looksLikeWord(word);
  }

  /** "Answer $9$": the words before the formula are no part of the answer. */
  static boolean wordsIntroduceFormula(String text) {
    int start = Formulas.in(text).firstStart();
    return start < text.length() && WORD.matcher(text.substring(0, start)).find();
  }
}
