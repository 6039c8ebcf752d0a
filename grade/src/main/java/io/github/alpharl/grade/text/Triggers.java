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

  /** What the words go on with behind a common start, by their next sign in small letters. */
  private static final class Node {

    private char[] signs = {};
    private Node[] next = {};
    private boolean end;

    Node after(char sign) {
      for (int i = 0; i < signs.length; i++) {
        if (signs[i] == sign) {
          return next[i];
        }
      }
      return null;
    }

    void add(String word) {
      if (word.isEmpty()) {
        end = true;
        return;
      }
      char sign = Character.toLowerCase(word.charAt(0));
      if (after(sign) == null) {
        signs = Arrays.copyOf(signs, signs.length + 1);
        next = Arrays.copyOf(next, next.length + 1);
        signs[signs.length - 1] = sign;
        next[next.length - 1] = new Node();
      }
      after(sign).add(word.substring(1));
    }
  }

  private final Node words = new Node();

  /** By the first letter a bit for each second one (modulo 64): most places need no comparison. */
  private final long[] seconds = new long[ASCII];

  private Triggers() {}

  /**
   * Triggers of {@code words}, each of any case and with an ASCII sign first.
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
      long second = word.length() == 1 ? -1 : bits(word.charAt(1));
      triggers.seconds[Character.toLowerCase(first)] |= second;
      triggers.seconds[Character.toUpperCase(first)] |= second;
      triggers.words.add(word);
    }
    return triggers;
  }

  /** The bits of a sign in either case. */
  private static long bits(char c) {
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
        if (maybe && startsAt(text, i)) {
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

  private boolean startsAt(String text, int at) {
    Node node = words;
    for (int i = at; i < text.length() && !node.end; i++) {
      node = node.after(Character.toLowerCase(text.charAt(i)));
      if (node == null) {
        return false;
      }
    }
    return node.end;
  }
}
