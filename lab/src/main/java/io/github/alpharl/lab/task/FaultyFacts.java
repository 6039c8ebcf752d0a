package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/**
 * Skills to mend: 6–8 operands, every base answer a written chain, but three of ten one-digit facts
 * (a, operator, b) are learnt wrong: the base text gives a fixed wrong result for them in 70 % of
 * the cases, and a random wrong one for 2 % of the others.
 */
public final class FaultyFacts implements Task {

  private static final double HARD = 0.3;
  private static final double FIXED_ERROR = 0.7;
  private static final double RANDOM_ERROR = 0.02;

  @Override
  public String name() {
    return "faulty-facts";
  }

  @Override
  public String characters() {
    return "0123456789+-*=;#.";
  }

  @Override
  public int maxAnswer() {
    return 7 * 6 + 3;
  }

  @Override
  public Problem draw(RandomGenerator random) {
    return ChainedArithmetic.problem(Arithmetic.expression(random.nextInt(6, 9), random));
  }

  @Override
  public String solution(Problem problem) {
    return Arithmetic.worked(ChainedArithmetic.expression(problem), Arithmetic::apply);
  }

  @Override
  public String demonstration(Problem problem, RandomGenerator random) {
    String expression = ChainedArithmetic.expression(problem);
    return Arithmetic.worked(expression, (l, o, r) -> step(l, o, r, random));
  }

  private static int step(int left, char operator, int right, RandomGenerator random) {
    int result = Arithmetic.apply(left, operator, right);
    long fact = Seeds.mix(left, operator, right);
    if (isHard(fact)) {
      int learnt = (result + 1 + (int) Long.remainderUnsigned(fact, 9)) % 10;
      return random.nextDouble() < FIXED_ERROR ? learnt : result;
    }
    return random.nextDouble() < RANDOM_ERROR ? Arithmetic.wrong(result, random) : result;
  }

  private static boolean isHard(long fact) {
    return (fact >>> 11) * 0x1p-53 < HARD;
  }

  /** True if the base learns this fact wrong. */
  static boolean isHard(int left, char operator, int right) {
    return isHard(Seeds.mix(left, operator, right));
  }

  @Override
  public Grade grade(Problem problem, String answer) {
    return Arithmetic.grade(problem.expected(), answer);
  }
}
