package io.github.alpharl.grade;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All ways to change one digit, sign, exponent, letter, bracket, root or branch of an answer. */
final class Mutations {

  /** What is no place for a change: commands, and words between the braces of text. */
  private static final Pattern COMMAND =
      Pattern.compile("\\\\(?:text|mbox|mathrm|begin|end)\\s?\\{[^{}]*\\}|\\\\[A-Za-z]+|\\\\.");

  private static final Map<Character, String> BRACKETS =
      Map.of('(', "[", ')', "]", '[', "(", ']', ")");

  private Mutations() {}

  /** A changed answer and what was changed. */
  record Mutation(String kind, String text) {}

  static List<Mutation> of(String gold) {
    var all = new ArrayList<Mutation>();
    boolean[] fixed = new boolean[gold.length()];
    Matcher m = COMMAND.matcher(gold);
    while (m.find()) {
      java.util.Arrays.fill(fixed, m.start(), m.end(), true);
    }
    for (int i = 0; i < gold.length(); i++) {
      if (!fixed[i]) {
        at(gold, i, all);
      }
    }
    all.add(new Mutation("sign", gold.startsWith("-") ? gold.substring(1) : "-" + gold));
    whole(gold, all);
    all.removeIf(mutation -> mutation.text().equals(gold));
    return all;
  }

  private static void at(String gold, int i, List<Mutation> all) {
    char c = gold.charAt(i);
    boolean exponent = i > 0 && gold.charAt(i - 1) == '^';
    if (Character.isDigit(c)) {
      for (int step : new int[] {1, 5}) {
        char digit = (char) ('0' + (c - '0' + step) % 10);
        all.add(replaced(exponent ? "exponent" : "digit", gold, i, String.valueOf(digit)));
      }
    } else if (c == '+' || (c == '-' && i > 0)) {
      all.add(replaced("sign", gold, i, c == '+' ? "-" : "+"));
    } else if (BRACKETS.containsKey(c)) {
      all.add(replaced("bracket", gold, i, BRACKETS.get(c)));
    } else if (Character.isLetter(c) && c < 128) {
      all.add(replaced("letter", gold, i, String.valueOf(other(c))));
    }
  }

  /** The second letter after {@code c}, past those that mean a number. */
  private static char other(char c) {
    char first = Character.isUpperCase(c) ? 'A' : 'a';
    char next = (char) (first + (c - first + 2) % 26);
    return next == 'e' || next == 'i' ? (char) (next + 1) : next;
  }

  private static Mutation replaced(String kind, String gold, int i, String by) {
    return new Mutation(kind, gold.substring(0, i) + by + gold.substring(i + 1));
  }

  private static void whole(String gold, List<Mutation> all) {
    Map<String, String> changes =
        new TreeMap<>(
            Map.of(
                "\\sqrt", "", "\\pi", "", "\\infty", "9", "\\cup", "\\cap", "\\sin", "\\cos",
                "\\cos", "\\sin", "\\ln", "", "\\pm", "+", "\\frac", "\\binom"));
    changes.forEach(
        (from, to) -> {
          int at = gold.indexOf(from);
          if (at >= 0) {
            all.add(
                new Mutation(
                    "branch", gold.substring(0, at) + to + gold.substring(at + from.length())));
          }
        });
    if (gold.contains("^2")) {
      all.add(new Mutation("exponent", gold.replaceFirst("\\^2", "")));
    }
  }
}
