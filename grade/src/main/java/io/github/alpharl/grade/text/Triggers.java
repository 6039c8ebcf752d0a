package io.github.alpharl.grade.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words of which one is in every match of a regular expression. Whether one occurs in a text is
 * known after one pass over it, many times faster than the expression would say no.
 */
public final class Triggers {

  private static final int ASCII = 128;

  /** The words by their first letter, of either case. */
  private final String[][] byFirst = new String[ASCII][];

  /** By the first letter a bit for each second one (modulo 64): most places need no comparison. */
  private final long[] seconds = new long[ASCII];

  private Triggers() {}

  /**
   * Triggers of {@code words}, each of any case, of at least one sign, and with an ASCII sign
   * first.
   *
   * @throws IllegalArgumentException for a word that starts with another sign
   */
  public static Triggers of(String... words) {
    var triggers = new Triggers();
    for (String word : words) {
      char first = word.charAt(0);
      if (first >= ASCII) {
        throw new IllegalArgumentException("not ASCII at the start: " + word);
      }
      triggers.add(Character.toLowerCase(first), word);
      if (Character.isLowerCase(first) || Character.isUpperCase(first)) {
        triggers.add(Character.toUpperCase(first), word);
      }
    }
    return triggers;
  }

  private void add(char first, String word) {
    String[] old = byFirst[first] == null ? new String[0] : byFirst[first];
    String[] all = Arrays.copyOf(old, old.length + 1);
    all[old.length] = word;
    byFirst[first] = all;
    seconds[first] |= word.length() == 1 ? -1 : bit(word.charAt(1));
  }

  /** The bits of a sign in either case. */
  private static long bit(char c) {
    return 1L << Character.toLowerCase(c) | 1L << Character.toUpperCase(c);
  }

  /** Whether one of the words stands anywhere in {@code text}, in any case. */
  public boolean in(String text) {
    return next(text, 0) >= 0;
  }

  /** The first place from {@code from} on where one of the words starts, -1 where none does. */
  private int next(String text, int from) {
    int last = text.length() - 1;
    for (int i = from; i <= last; i++) {
      char c = text.charAt(i);
      if (c < ASCII && seconds[c] != 0) {
        boolean maybe = i == last || (seconds[c] >>> text.charAt(i + 1) & 1) != 0;
        if (maybe && startsAt(text, i, byFirst[c])) {
          return i;
        }
      }
    }
    return -1;
  }

  /**
   * The matches of {@code pattern} in {@code text}, in order, as {@link Matcher#results} gives
   * them; each must have one of the words in it, start at most {@code before} characters before the
   * word and end at most {@code after} characters behind its start.
   */
  public List<MatchResult> results(Pattern pattern, int before, int after, String text) {
    List<MatchResult> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
    int from = 0;
    for (int hit = next(text, 0); hit >= 0; hit = next(text, from)) {
      int start = Math.max(found.isEmpty() ? 0 : found.getLast().end(), hit - before);
      matcher.region(start, Math.min(text.length(), hit + after));
      boolean matches = matcher.find() && matcher.start() <= hit;
      if (matches) {
        found.add(matcher.toMatchResult());
      }
      from = matches ? Math.max(hit + 1, matcher.end()) : hit + 1;
    }
    return found;
  }

  private static boolean startsAt(String text, int at, String[] words) {
    for (String word : words) {
      if (text.regionMatches(true, at, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }
}
