package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/** Single-digit operands with + − *, evaluated strictly from left to right modulo 10. */
final class Arithmetic {

  private static final String OPERATORS = "+-*";

  private Arithmetic() {}

  /** Result of one step modulo 10. */
  static int apply(int left, char operator, int right) {
    int result =
        switch (operator) {
          case '+' -> left + right;
          case '-' -> left - right;
          case '*' -> left * right;
          default -> throw new IllegalArgumentException("no operator: " + operator);
        };
    return Math.floorMod(result, 10);
  }

  /** A random expression of that many operands. */
  static String expression(int operands, RandomGenerator random) {
    StringBuilder text = new StringBuilder().append(random.nextInt(10));
    for (int i = 1; i < operands; i++) {
      text.append(OPERATORS.charAt(random.nextInt(OPERATORS.length()))).append(random.nextInt(10));
    }
    return text.toString();
  }

  /** How a step's result is found; may err on purpose. */
  @FunctionalInterface
  interface Step {
    int result(int left, char operator, int right);
  }

  /** The value of an expression. */
  static int value(String expression) {
    return chain(expression, Arithmetic::apply, new StringBuilder());
  }

  /** The written chain {@code 3+8=1;1-2=9;} of an expression, then its final answer. */
  static String worked(String expression, Step step) {
    StringBuilder text = new StringBuilder();
    return answer(text, chain(expression, step, text));
  }

  /** The direct answer {@code #d.} */
  static String direct(int value) {
    return answer(new StringBuilder(), value);
  }

  private static String answer(StringBuilder text, int value) {
    return text.append('#').append(value).append('.').toString();
  }

  private static int chain(String expression, Step step, StringBuilder text) {
    int value = expression.charAt(0) - '0';
    for (int i = 1; i < expression.length(); i += 2) {
      char operator = expression.charAt(i);
      int right = expression.charAt(i + 1) - '0';
      int result = step.result(value, operator, right);
      text.append(value).append(operator).append(right).append('=').append(result).append(';');
      value = result;
    }
    return value;
  }

  /** A digit other than {@code right}. */
  static int wrong(int right, RandomGenerator random) {
    return (right + 1 + random.nextInt(9)) % 10;
  }

  /** Right if the answer ends with {@code #d.} of the right digit, and with nothing after. */
  static Grade grade(String expected, String answer) {
    boolean form = answer.matches("[0-9+*=;-]*#[0-9]\\.");
    boolean right = form && answer.endsWith("#" + expected + ".");
    return new Grade(right, right ? 1 : form ? 0.1 : 0);
  }
}
