package io.github.alpharl.eval.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The choices of a question and the place of the right one. Published copies have the right choice
 * first in every row; {@link #shuffled} moves it by a random order of its own for each question,
 * the same for the same seed.
 */
record Choices(String before, List<String> texts, int right, String after) {

  private static final Pattern BLOCK =
      Pattern.compile(
          "\\A(.*?\\n\\s*)A[.)](.*?)\\n\\s*B[.)](.*?)\\n\\s*C[.)](.*?)\\n\\s*D[.)](.*?)(\\n\\s*\\n(?:Please|Answer|Put|Give)[^\\n]*\\s*|\\s*)\\z",
          Pattern.DOTALL);

  /**
   * The choices A to D that stand in {@code question}; empty where there are none or {@code letter}
   * is none of them.
   */
  static Optional<Choices> in(String question, String letter) {
    Matcher m = BLOCK.matcher(question);
    int right = letter.length() == 1 ? letter.charAt(0) - 'A' : -1;
    if (!m.matches() || right < 0 || right > 3) {
      return Optional.empty();
    }
    List<String> texts =
        List.of(m.group(2).strip(), m.group(3).strip(), m.group(4).strip(), m.group(5).strip());
    return Optional.of(new Choices(m.group(1), texts, right, m.group(6)));
  }

  /** These choices in another order. */
  Choices shuffled(long seed, String id) {
    var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + id.hashCode());
    var order = new ArrayList<Integer>();
    for (int i = 0; i < texts.size(); i++) {
      order.add(random.nextInt(i + 1), i);
    }
    return new Choices(
        before, order.stream().map(texts::get).toList(), order.indexOf(right), after);
  }

  /** The letter of the right choice. */
  String letter() {
    return String.valueOf((char) ('A' + right));
  }

  /** The question with its choices. */
  String question() {
    var text = new StringBuilder(before);
    for (int i = 0; i < texts.size(); i++) {
      text.append(i == 0 ? "" : "\n").append((char) ('A' + i)).append(". ").append(texts.get(i));
    }
    return text.append(after).toString();
  }
}
