package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/**
 * Sorting 5–8 digits: {@code 52931>} → {@code 12359.} The base mostly copies the digits as they
 * come (probability 0.6), else sorts them, swapping two neighbours by mistake one time in five.
 */
public final class Sorting implements Task {

  private static final double COPY = 0.6;
  private static final double SWAP = 0.2;

  @Override
  public String name() {
    return "sorting";
  }

  @Override
  public String characters() {
    return "0123456789>.";
  }

  @Override
  public int maxAnswer() {
    return 9;
  }

  @Override
  public Problem draw(RandomGenerator random) {
    StringBuilder digits = new StringBuilder();
    int length = random.nextInt(5, 9);
    for (int i = 0; i < length; i++) {
      digits.append(random.nextInt(10));
    }
    return new Problem(digits + ">", sorted(digits.toString()));
  }

  private static String sorted(String digits) {
    StringBuilder text = new StringBuilder();
    digits.chars().sorted().forEach(text::appendCodePoint);
    return text.toString();
  }

  @Override
  public String solution(Problem problem) {
    return problem.expected() + ".";
  }

  @Override
  public String demonstration(Problem problem, RandomGenerator random) {
    int length = problem.expected().length();
    if (random.nextDouble() < COPY) {
      return problem.prompt().substring(0, length) + ".";
    }
    StringBuilder text = new StringBuilder(problem.expected());
    if (random.nextDouble() < SWAP) {
      int at = random.nextInt(length - 1);
      char first = text.charAt(at);
      text.setCharAt(at, text.charAt(at + 1));
      text.setCharAt(at + 1, first);
    }
    return text.append('.').toString();
  }

  /** Partial: the share of places with the right digit. */
  @Override
  public Grade grade(Problem problem, String answer) {
    String expected = problem.expected() + ".";
    int agree = 0;
    for (int i = 0; i < Math.min(expected.length(), answer.length()); i++) {
      agree += expected.charAt(i) == answer.charAt(i) ? 1 : 0;
    }
    return new Grade(
        expected.equals(answer), (double) agree / Math.max(expected.length(), answer.length()));
  }
}
