package io.github.alpharl.lab.task;

import java.util.random.RandomGenerator;

/**
 * A format to follow: the sum of two two-digit numbers, asked for in brackets: {@code 27+58=} →
 * {@code [85].} The base text's sums are all right, but it writes them bare ({@code 85.}) with
 * probability 0.7, and a bare sum counts as wrong.
 */
public final class BoxedSum implements Task {

  private static final double BARE = 0.7;
  private static final String FORMAT = "\\[[0-9]+]\\.";

  @Override
  public String name() {
    return "boxed-sum";
  }

  @Override
  public String characters() {
    return "0123456789+=[].";
  }

  @Override
  public int maxAnswer() {
    return "[198].".length();
  }

  @Override
  public Problem draw(RandomGenerator random) {
    int left = random.nextInt(10, 100);
    int right = random.nextInt(10, 100);
    return new Problem(left + "+" + right + "=", Integer.toString(left + right));
  }

  @Override
  public String solution(Problem problem) {
    return "[" + problem.expected() + "].";
  }

  @Override
  public String demonstration(Problem problem, RandomGenerator random) {
    return random.nextDouble() < BARE ? bare(problem) : solution(problem);
  }

  private static String bare(Problem problem) {
    return problem.expected() + ".";
  }

  /** Partial: 0.5 for the right sum without the format, or the format without the right sum. */
  @Override
  public Grade grade(Problem problem, String answer) {
    boolean right = answer.equals(solution(problem));
    boolean half = answer.equals(bare(problem)) || answer.matches(FORMAT);
    return new Grade(right, right ? 1 : half ? 0.5 : 0);
  }
}
