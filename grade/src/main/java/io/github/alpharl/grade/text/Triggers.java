package io.github.alpharl.grade.text;

/**
 * Words of which one is in every match of a regular expression. Whether one occurs in a text is
 * known after one pass over it, many times faster than the expression would say no.
 */
public final class Triggers {

  private static final int ASCII = 128;

  /** The words by their first letter, of either case. */
  private final String[][] byFirst = new String[ASCII][];

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
      triggers.add(Character.toLowerCase(first), word);
      if (Character.isLowerCase(first) || Character.isUpperCase(first)) {
        triggers.add(Character.toUpperCase(first), word);
      }
    }
    return triggers;
  }

  private void add(char first, String word) {
    String[] old = byFirst[first] == null ? new String[0] : byFirst[first];
    String[] all = java.util.Arrays.copyOf(old, old.length + 1);
    all[old.length] = word;
    byFirst[first] = all;
  }

  /** Whether one of the words stands anywhere in {@code text}, in any case. */
  public boolean in(String text) {
    return in(text, 0);
  }

  /** Whether one of the words stands in {@code text} from the place {@code from} on. */
  public boolean in(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      String[] words = c < ASCII ? byFirst[c] : null;
      if (words != null && startsAt(text, i, words)) {
        return true;
      }
    }
    return false;
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
