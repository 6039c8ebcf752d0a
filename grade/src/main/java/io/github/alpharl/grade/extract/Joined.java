package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.text.Triggers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that words join to others: none of them is an answer alone, all together are one. */
final class Joined {

  private static final String N =
      "[-−]?\\$?(?:\\d{1,3}(?:,\\d{3})+|\\d{1,30})(?:\\.\\d{1,30})?(?:/\\d{1,30})?%?";

  private static final String UNIT =
      "(?:days?|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s|years?|months?|weeks?|feet|foot|ft|inch(?:es)?|in|yards?|miles?|pounds?|lbs?|ounces?|oz|dollars?|cents?|kilometers?|km|meters?|centimeters?|cm|kilograms?|kg|grams?|g|degrees?)\\b";

  /** And, or: in English or Chinese. */
  private static final String AND = "(?:,? and | ?[和与及、] ?)";

  private static final String OR = "(?:, (?:and |or )?| and | or | ?(?:或者?|和|与|且|，) ?)";

  /** {@code 2 hours and 30 minutes}, {@code 5 ft 6 in}. */
  private static final Pattern COMPOUND =
      Pattern.compile(
          N
              + " ?"
              + UNIT
              + "(?:,? (?:and )?"
              + N
              + " ?"
              + UNIT
              + "){1,3}|(?:\\d{1,9} ?(?:小时|分钟?|秒|天|元|角|米|厘米) ?){2,4}");

  /** {@code x = 7 and y = 3}, {@code x = 2 or x = -3}, {@code x = 2 or -3}. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?<![\\w\\\\])[A-Za-z] ?= ?"
              + N
              + "(?:(?:"
              + OR
              + "[A-Za-z] ?= ?| or | ?或者? ?)"
              + N
              + "){1,9}(?![\\w^*/+(\\\\]|\\.\\d| ?[-+*/^=] ?\\w)");

  /** {@code 7 and 12}, {@code 2, 3, and 5}; {@code 2, 3, 5} at the end of a sentence. */
  private static final Pattern LIST =
      Pattern.compile(
          "(?<![\\w$^=+*/.,\\\\-])"
              + N
              + "(?:(?:, "
              + N
              + "){0,9}"
              + AND
              + N
              + "(?![\\w^*/+(\\\\]|\\.\\d| ?[-+*/^=] ?\\w)|(?:, "
              + N
              + "){1,9}(?:, ?(?:\\.{3}|…)|(?=\\.?\\s*$|\\.?\\s*\\n)))");

  /** {@code million}, {@code dozen} after a number. */
  private static final Pattern SCALE =
      Pattern.compile("(?i) (?:hundred|thousand|million|billion|trillion|dozen)\\b");

  /** {@code 4 mod 7}, {@code 4 (mod 7)}. */
  private static final Pattern RESIDUE =
      Pattern.compile("(?<![\\w^.*/+-])(" + N + ") ?\\(?\\bmod(?:ulo)? (\\d{1,20})\\b\\)?");

  /** {@code 2 : 3 : 4}. */
  private static final Pattern RATIO =
      Pattern.compile("(?<![\\w.] ?: ?)\\d{1,20}(?: : \\d{1,20}){1,5}");

  /** {@code March 14}, {@code March 14, 2025}. */
  private static final Pattern DATE =
      Pattern.compile(
          "\\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \\d{1,2}(?:st|nd|rd|th)?\\b(?:, \\d{4}\\b)?");

  /** {@code 7和12}. */
  private static final Pattern CHINESE_AND = Pattern.compile("[和与及、]");

  /** Each pattern of a statement with words of which one is in every match. */
  private static final Map<Pattern, Triggers> STATEMENTS = new LinkedHashMap<>();

  static {
    STATEMENTS.put(ASSIGNED, Triggers.of("="));
    STATEMENTS.put(RESIDUE, Triggers.of("mod"));
    STATEMENTS.put(RATIO, Triggers.of(" :"));
    STATEMENTS.put(
        DATE,
        Triggers.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December"));
  }

  private static final int REACH = 200;

  private Joined() {}

  /** The assignments or the residue of which the number {@code m} is a part, whatever it says. */
  static Optional<String> statement(String text, MatchResult m) {
    String near = near(text, m);
    return STATEMENTS.entrySet().stream()
        .filter(kind -> kind.getValue().in(near))
        .flatMap(kind -> around(kind.getKey(), text, m).stream())
        .findFirst()
        .map(Joined::english)
        .map(s -> RESIDUE.matcher(s).replaceFirst("$1 \\\\pmod{$2}"));
  }

  /** The list, the quantity or the scaled number of which {@code m} is a part. */
  static Optional<String> whole(String text, MatchResult m) {
    Matcher scale = SCALE.matcher(text).region(m.end(), text.length());
    if (scale.lookingAt()) {
      return Optional.of(m.group() + scale.group());
    }
    String near = near(text, m);
    boolean units = near.chars().anyMatch(Character::isLetter);
    boolean list = near.contains(", ") || near.contains("and ") || CHINESE_AND.matcher(near).find();
    Optional<String> compound = units ? around(COMPOUND, text, m) : Optional.empty();
    return compound.isEmpty() && list ? around(LIST, text, m).map(Joined::english) : compound;
  }

  private static String english(String joined) {
    return joined.replaceAll("或者?", " or ").replaceAll("[和与及且]", " and ").replace('、', ',');
  }

  private static String near(String text, MatchResult m) {
    return text.substring(from(m), to(text, m));
  }

  private static int from(MatchResult m) {
    return Math.max(0, m.start() - REACH);
  }

  private static int to(String text, MatchResult m) {
    return Math.min(text.length(), m.end() + REACH);
  }

  private static Optional<String> around(Pattern pattern, String text, MatchResult m) {
    if (m.end() - m.start() > Bounds.ANSWER_CHARACTERS) {
      return Optional.empty(); // not understood, alone or joined
    }
    Matcher all = pattern.matcher(text).region(from(m), to(text, m)).useTransparentBounds(true);
    while (all.find() && all.start() <= m.start()) {
      if (all.end() >= m.end()) {
        return Optional.of(all.group());
      }
    }
    return Optional.empty();
  }
}
