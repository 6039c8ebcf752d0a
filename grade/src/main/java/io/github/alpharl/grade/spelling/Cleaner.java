package io.github.alpharl.grade.spelling;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the many spellings of one thing into one: Unicode signs, dollars, spacing inside numbers,
 * final points.
 */
public final class Cleaner {

  private static final Map<Character, String> SIGNS = new LinkedHashMap<>();

  static {
    String greek =
        "α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho "
            + "σ sigma τ tau φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Σ Sigma Φ Phi Ψ Psi Ω Omega "
            + "× times · cdot ⋅ cdot ∙ cdot ÷ div √ sqrt ∞ infty ≤ le ≥ ge ⩽ le ⩾ ge ≠ ne ≈ approx ∪ cup ∩ cap ∈ in ∅ emptyset "
            + "± pm ∓ mp ° circ º circ ′ prime ℝ reals ∖ setminus ∠ angle △ triangle ⟨ langle ⟩ rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil "
            + "≡ equiv → to ∧ land ∨ lor";
    String[] words = greek.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      SIGNS.put(words[i].charAt(0), "\\" + words[i + 1] + " ");
    }
    digits("⁰¹²³⁴⁵⁶⁷⁸⁹", "^");
    digits("₀₁₂₃₄₅₆₇₈₉", "_");
    SIGNS.put('⁻', "^-");
    SIGNS.put('½', "\\frac12 ");
    SIGNS.put('⅓', "\\frac13 ");
    SIGNS.put('⅔', "\\frac23 ");
    SIGNS.put('¼', "\\frac14 ");
    SIGNS.put('¾', "\\frac34 ");
    for (char dash : "−–—‐‑".toCharArray()) {
      SIGNS.put(dash, "-");
    }
    for (char blank : "\u00a0\u2009\u202f\u2003\t\n\r".toCharArray()) {
      SIGNS.put(blank, " ");
    }
    SIGNS.put('’', "'");
    SIGNS.put('″', "''");
    SIGNS.put('”', "''");
    SIGNS.put('⁄', "/");
    SIGNS.put('…', "\\ldots ");
    SIGNS.put('℃', "\\circ C");
    SIGNS.put('℉', "\\circ F");
    SIGNS.put('¢', "\\text{ cents}");
    SIGNS.put('ı', "i");
    SIGNS.put('，', ",");
    SIGNS.put('：', ":");
    SIGNS.put('（', "(");
    SIGNS.put('）', ")");
  }

  private static final Pattern SUPERSCRIPTS = Pattern.compile("(?:\\^-?\\d){2,}|\\^-\\^\\d");
  private static final Pattern SPACED_THOUSANDS =
      Pattern.compile("(?<=\\d),?(?:\\\\[!,;:]\\s*|\\{,\\}\\s*|~)(?=\\d{3}(?!\\d))");
  private static final Pattern BLANK_THOUSANDS =
      Pattern.compile("(?<![\\d.,^_}])(\\d{1,3})((?: \\d{3})+)(?![\\d])");
  private static final Pattern BRACED_COMMA =
      Pattern.compile("(?<=\\d) {0,3}\\{ {0,3}, {0,3}\\} {0,3}(?=\\d)");

  /** Commands whose backslash a careless writer of JSON or Python has doubled. */
  private static final Pattern DOUBLED =
      Pattern.compile(
          "(?<!\\\\)\\\\\\\\(?=(?:[dtc]?frac|left|right|sqrt|leq?|geq?|lt|gt|pi|infty|cup|cap|times|cdot|text|pm|in)(?![A-Za-z]))");

  /** {@code 9\text{,}500}. */
  private static final Pattern TEXT_COMMA = Pattern.compile("(?<=\\d)\\\\text\\{,\\}(?=\\d{3})");

  /** {@code 3\text{, and }5}. */
  private static final Pattern TEXT_SEPARATOR = Pattern.compile("\\\\text ?\\{ ?, ?(and|or|) ?\\}");

  /** {@code \text{3, 5, and 7}}: all of it. */
  private static final Pattern TEXT_LIST =
      Pattern.compile("^\\\\text ?\\{ ?((?:[-\\d.,/ ]|and|or){1,200})\\}$");

  /** {@code \\underline{12}}, {@code \bm{12}}: all of it, a number or words. */
  private static final Pattern INSIDE_MARK =
      Pattern.compile(
          "^\\\\(?:underline|uline|bm|emph)\\s?\\{\\s?(-?\\d[\\d.,/]{0,30}|\\\\text\\s?\\{[^{}]{1,200}\\})\\s?\\}$");

  /** {@code \text{2 to 3}}. */
  private static final Pattern TEXT_RATIO =
      Pattern.compile("^\\\\text ?\\{ ?(\\d{1,9}(?: to \\d{1,9}){1,5}) ?\\}$");

  /** {@code \text{ (mod 12)}}. */
  private static final Pattern TEXT_MODULUS =
      Pattern.compile("\\\\text ?\\{ {0,2}\\( ?mod (\\d{1,20}) ?\\) ?\\}");

  /** {@code 7\!:\!30}. */
  private static final Pattern THIN_COLON = Pattern.compile("(?:\\\\!)*:(?:\\\\!)*");

  /** {@code 1,500E-1}. */
  private static final Pattern GROUPS_BEFORE_E =
      Pattern.compile("(?<![\\d.,])\\d{1,3}(?:,\\d{3})+(?=(?:\\.\\d+)?[eE][+-]?\\d)");

  /** {@code 2.5 x 10^3}, {@code 3 x 4}. */
  private static final Pattern LETTER_TIMES =
      Pattern.compile("(?<=\\d) {0,3}[xX] {0,3}(?=10 {0,3}\\^)|(?<=\\d) {1,3}[xX] {1,3}(?=\\d)");

  /** {@code 4 and a half}. */
  private static final Pattern AND_A_HALF =
      Pattern.compile("(?<=\\d) ?(?:\\\\text ?\\{ ?)?and a half ?\\}?");

  /** {@code negative 3}. */
  private static final Pattern NEGATIVE = Pattern.compile("^(?:negative|minus) (?=[\\d\\\\])");

  /** {@code \approx 5}, {@code = 5}, {@code about 5}: nothing stands on the left. */
  private static final Pattern NO_LEFT_SIDE =
      Pattern.compile(
          "^(?:\\\\(?:approx|to|Rightarrow|implies|therefore)(?![A-Za-z])|\\\\sim(?:eq)? {0,3}(?=[-.\\d])|=>|=|~|⇒|∴|(?:\\\\text\\s?\\{\\s*)?(?:about|approximately|roughly)(?:\\s*\\}|(?= )))\\s*(?=\\S)");

  /** {@code 1/2 (50%)}, {@code 5\sqrt2 (\approx 7.07)}: the same once more. */
  private static final Pattern ASIDE =
      Pattern.compile(
          "(?<=[\\d}]) {0,3}\\((?:(?:\\\\approx|about|approximately|roughly|~) ?-?[\\d.,/]{1,30}%?|[\\d.]{1,20}%)\\)\\.?$");

  /** {@code \color{red}}, {@code \textcolor{blue}}. */
  private static final Pattern COLOR =
      Pattern.compile("\\\\(?:text)?color\\s?\\{[A-Za-z]{1,20}\\}");

  /** {@code \text{3 ways}}. */
  private static final Pattern COUNT_IN_WORDS =
      Pattern.compile("^\\\\text ?\\{ ?(-?\\d{1,30}(?:\\.\\d{1,30})?) ([a-z]{3,20})\\}$");

  /** {@code x &= 3}: where the lines of a set of equations are aligned. */
  private static final Pattern ALIGNED =
      Pattern.compile("& {0,3}(?=[=<>]|\\\\(?:[lg]eq?|neq?|approx|equiv|in)(?![A-Za-z]))");

  /** {@code \\\\[4pt]}: space between the rows of a matrix. */
  private static final Pattern ROW_SPACE =
      Pattern.compile(
          "\\\\\\\\ {0,3}\\[ ?-?[\\d.]{1,8} ?(?:pt|em|ex|mm|cm|in|\\\\baselineskip) ?\\]");

  private static final int FIRST_FACE = 0xD800;

  /** {@code 𝑥}, {@code 𝟓}, {@code ﹣}, {@code ５}. */
  private static final Pattern FACES =
      Pattern.compile("[\\x{1D400}-\\x{1D7FF}\uFE50-\uFE6B\uFF01-\uFF5E]{1,400}");

  private static final Pattern OPEN_END = Pattern.compile(", {0,3}\\.{3,}$");
  private static final String[][] MATH = {{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}};

  private Cleaner() {}

  private static void digits(String signs, String prefix) {
    for (int i = 0; i < signs.length(); i++) {
      SIGNS.put(signs.charAt(i), prefix + i);
    }
  }

  /**
   * The answer in one spelling.
   *
   * @throws NotUnderstood beyond {@link Bounds#ANSWER_CHARACTERS}
   */
  public static String clean(String answer) {
    if (answer.length() > Bounds.ANSWER_CHARACTERS) {
      throw new NotUnderstood("longer than " + Bounds.ANSWER_CHARACTERS + " characters");
    }
    String text = replaceSigns(inPlainLetters(answer));
    text = text.indexOf('\\') >= 0 ? commands(text) : text.strip();
    text = numbers(text);
    text = unwrapMath(text.replace("**", "^").strip());
    Matcher noLeftSide = NO_LEFT_SIDE.matcher(text);
    text = noLeftSide.lookingAt() ? text.substring(noLeftSide.end()) : text;
    text = text.indexOf('(') >= 0 ? ASIDE.matcher(text).replaceFirst("") : text;
    text = NEGATIVE.matcher(text).replaceFirst("-");
    text = thousands(Units.plain(CompoundQuantity.inLargest(text)));
    text = Numbers.plain(text);
    text = text.strip();
    return trimEnd(text.endsWith("...") ? OPEN_END.matcher(text).replaceAll(",\\\\ldots ") : text);
  }

  /** The commands of {@code text} in one spelling; nothing else has a backslash. */
  private static String commands(String answer) {
    String text = COLOR.matcher(answer).replaceAll(" ").strip();
    if (text.startsWith("\\text")) {
      text = COUNT_IN_WORDS.matcher(text).replaceFirst("$1 \\\\text{ $2}");
    }
    text = INSIDE_MARK.matcher(text).replaceFirst("$1");
    text = TEXT_RATIO.matcher(text).replaceFirst("$1");
    text = TEXT_MODULUS.matcher(text).replaceAll("\\\\pmod{$1}");
    text = text.contains("\\!") ? THIN_COLON.matcher(text).replaceAll(":") : text;
    text = DOUBLED.matcher(text).replaceAll("\\\\");
    text = TEXT_COMMA.matcher(text).replaceAll("{,}");
    text = TEXT_SEPARATOR.matcher(text).replaceAll(", $1 ");
    text = TEXT_LIST.matcher(text).replaceFirst("$1");
    text = text.contains("\\\\") ? ROW_SPACE.matcher(text).replaceAll("\\\\\\\\") : text;
    text = text.indexOf('&') >= 0 ? ALIGNED.matcher(text).replaceAll("") : text;
    text = text.replace("\\$", "\\money ").replace("\\%", "%").replace("\\#", "");
    return text.replace("\\displaystyle", " ")
        .replace("\\colon", ":")
        .replace("\\lbrack", "[")
        .replace("\\rbrack", "]")
        .replace("m\\angle", "\\angle");
  }

  /** The numbers of {@code text} in one spelling: {@code 2.5 x 10^3}, {@code 1,500E-1}. */
  private static String numbers(String answer) {
    String text = answer;
    if (text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
      text = LETTER_TIMES.matcher(text).replaceAll("\\\\times ");
    }
    if (text.indexOf(',') >= 0) {
      text = GROUPS_BEFORE_E.matcher(text).replaceAll(m -> m.group().replace(",", ""));
      text = BRACED_COMMA.matcher(text).replaceAll("{,}");
    }
    if (text.contains("and a half")) {
      text = AND_A_HALF.matcher(text).replaceAll("\\\\frac12 ");
    }
    return text.indexOf('^') >= 0
        ? SUPERSCRIPTS.matcher(text).replaceAll(m -> "^{" + m.group().replace("^", "") + "}")
        : text;
  }

  private static String thousands(String answer) {
    String text = answer;
    if (text.indexOf('\\') >= 0 || text.indexOf('~') >= 0 || text.contains("{,}")) {
      text = SPACED_THOUSANDS.matcher(text).replaceAll("");
    }
    return text.indexOf(' ') >= 0
        ? BLANK_THOUSANDS.matcher(text).replaceAll(m -> m.group(1) + m.group(2).replace(" ", ""))
        : text;
  }

  /** Letters of other faces and widths, {@code 𝑥} and {@code ５}, as the plain ones. */
  private static String inPlainLetters(String text) {
    return text.chars().noneMatch(c -> c >= FIRST_FACE)
        ? text
        : FACES
            .matcher(text)
            .replaceAll(m -> Matcher.quoteReplacement(Normalizer.normalize(m.group(), Form.NFKC)));
  }

  private static String replaceSigns(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      String sign = SIGNS.get(text.charAt(i));
      if (sign == null) {
        out.append(text.charAt(i));
      } else {
        out.append(sign);
      }
    }
    return out.toString();
  }

  /** Drops the signs around mathematics; a single dollar before a number stays: it is money. */
  private static String unwrapMath(String text) {
    for (String[] pair : MATH) {
      int start = pair[0].length();
      int end = text.length() - pair[1].length();
      if (end >= start && text.startsWith(pair[0]) && text.endsWith(pair[1])) {
        String inside = text.substring(start, end);
        if (!inside.contains(pair[0])) {
          return unwrapMath(inside.strip());
        }
      }
    }
    boolean closes = text.endsWith("$.") && text.startsWith("$");
    return closes ? unwrapMath(text.substring(0, text.length() - 1)) : text;
  }

  private static String trimEnd(String text) {
    String trimmed = text.strip();
    while (!trimmed.isEmpty()
        && !trimmed.endsWith("..")
        && ".,;:".indexOf(trimmed.charAt(trimmed.length() - 1)) >= 0) {
      trimmed = trimmed.substring(0, trimmed.length() - 1).strip();
    }
    return trimmed;
  }
}
