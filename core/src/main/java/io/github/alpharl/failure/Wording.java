package io.github.alpharl.failure;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pieces of messages. */
public final class Wording {

  private static final int SHOWN = 5;

  private static final int LONGEST = 120;

  /** Such as {@code runs/a_1}, {@code 40%}, {@code läufe}; not {@code two words}. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  private Wording() {}

  /** The first five of {@code names}, and how many more there are. */
  public static String firstFive(Collection<String> names) {
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    int more = names.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /**
   * {@code text} of a file that may be hostile: on one line, and not longer than 120 characters.
   */
  public static String brief(String text) {
    String first = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return first.codePoints().anyMatch(Character::isISOControl)
        ? first.replaceAll("\\p{Cntrl}", "?")
        : first;
  }

  /** {@code path} as one word of a shell command. */
  public static String shell(Path path) {
    return shell(path.toString());
  }

  /** {@code word} of a shell command, quoted where a POSIX shell would take it apart. */
  public static String shell(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** {@code count} and what is counted: "1 tensor", "2 tensors". */
  public static String count(long count, String one) {
    return count(count, one, one + "s");
  }

  /** {@code count} and what is counted: "1 matrix", "2 matrices". */
  public static String count(long count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }

  /** {@code value} with up to four decimals, without trailing zeros. */
  public static String number(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
