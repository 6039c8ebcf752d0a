package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/**
 * A small search: use each of three digits once, with + − * from left to right modulo 10, to reach
 * the target: {@code 352:3=} → {@code 3*5-2.} Many answers are right. The base writes some
 * arrangement of the digits with random operators, a right one only with probability 0.3.
 */
public final class Countdown implements Task {

  private static final double RIGHT = 0.3;
  private static final int NUMBERS = 3;

  @Override
  public String name() {
    return "countdown";
  }

  @Override
  public String characters() {
    return "0123456789+-*:=.";
  }

  @Override
  public int maxAnswer() {
    return 2 * NUMBERS;
  }

  @Override
  public Problem draw(RandomGenerator random) {
    String hidden = Arithmetic.expression(NUMBERS, random);
    String digits = shuffled(digits(hidden), random);
    return new Problem(digits + ":" + Arithmetic.value(hidden) + "=", hidden);
  }

  private static String digits(String expression) {
    return expression.replaceAll("[^0-9]", "");
  }

  private static String shuffled(String digits, RandomGenerator random) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = text.length() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      char swap = text.charAt(i);
      text.setCharAt(i, text.charAt(j));
      text.setCharAt(j, swap);
    }
    return text.toString();
  }

  @Override
  public String solution(Problem problem) {
    return problem.expected() + ".";
  }

  @Override
  public String demonstration(Problem problem, RandomGenerator random) {
    return random.nextDouble() < RIGHT ? solution(problem) : attempt(problem, random);
  }

  private static String attempt(Problem problem, RandomGenerator random) {
    String digits = shuffled(problem.prompt().substring(0, NUMBERS), random);
    StringBuilder text = new StringBuilder(Arithmetic.expression(NUMBERS, random));
    for (int i = 0; i < NUMBERS; i++) {
      text.setCharAt(2 * i, digits.charAt(i));
    }
    return text.append('.').toString();
  }

  /** Partial: 0.5 for an expression of the right digits with another value. */
  @Override
  public Grade grade(Problem problem, String answer) {
    if (!answer.matches("[0-9]([+*-][0-9]){2}\\.")) {
      return Grade.of(false);
    }
    String expression = answer.substring(0, answer.length() - 1);
    if (!sameDigits(digits(expression), problem.prompt().substring(0, NUMBERS))) {
      return Grade.of(false);
    }
    int target = problem.prompt().charAt(NUMBERS + 1) - '0';
    boolean right = Arithmetic.value(expression) == target;
    return new Grade(right, right ? 1 : 0.5);
  }

  private static boolean sameDigits(String left, String right) {
    return java.util.Arrays.equals(
        left.chars().sorted().toArray(), right.chars().sorted().toArray());
  }
}
