package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/**
 * Mode switch: the base can calculate step by step but mostly answers at once, and badly. Problems
 * have 4–6 operands, {@code 3+8-2*9=}. In the base text an answer is direct (and right) with
 * probability 0.75, else a written chain, each step wrong with probability 0.05 and errors carried
 * on.
 */
public final class ChainedArithmetic implements Task {

  private static final double DIRECT = 0.75;
  private static final double ERROR = 0.05;

  @Override
  public String name() {
    return "chained-arithmetic";
  }

  @Override
  public String characters() {
    return "0123456789+-*=;#.";
  }

  @Override
  public int maxAnswer() {
    return 5 * 6 + 3;
  }

  @Override
  public Problem draw(RandomGenerator random) {
    return problem(Arithmetic.expression(random.nextInt(4, 7), random));
  }

  static Problem problem(String expression) {
    return new Problem(expression + "=", Integer.toString(Arithmetic.value(expression)));
  }

  static String expression(Problem problem) {
    return problem.prompt().substring(0, problem.prompt().length() - 1);
  }

  @Override
  public String solution(Problem problem) {
    return Arithmetic.worked(expression(problem), Arithmetic::apply);
  }

  @Override
  public String demonstration(Problem problem, RandomGenerator random) {
    if (random.nextDouble() < DIRECT) {
      return Arithmetic.direct(Integer.parseInt(problem.expected()));
    }
    return Arithmetic.worked(expression(problem), (l, o, r) -> step(l, o, r, random));
  }

  private static int step(int left, char operator, int right, RandomGenerator random) {
    int result = Arithmetic.apply(left, operator, right);
    return random.nextDouble() < ERROR ? Arithmetic.wrong(result, random) : result;
  }

  @Override
  public Grade grade(Problem problem, String answer) {
    return Arithmetic.grade(problem.expected(), answer);
  }
}
