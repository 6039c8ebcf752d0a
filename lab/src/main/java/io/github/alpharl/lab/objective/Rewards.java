package io.github.alpharl.lab.objective;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The rewards of a batch of answers, group by group.
 *
 * @param groupSize answers a prompt; they follow each other
 * @param totals R of every answer, after all shaping, without token rewards
 * @param perToken additional rewards of every token, such as −β·KL; rows give the lengths
 * @param values the critic's V of every token, or null without critic
 * @param gamma discount a token
 * @param lambda of generalised advantage estimation
 */
@SuppressWarnings("ArrayRecordComponent") // the inputs of one computation; never compared
public record Rewards(
    int groupSize,
    double[] totals,
    double[][] perToken,
    double[][] values,
    double gamma,
    double lambda) {

  /** Answers sharing a prompt, with their token rewards added up. */
  private double[] sums() {
    double[] sums = totals.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += Arrays.stream(perToken[i]).sum();
    }
    return sums;
  }

  /** Applies {@code rule} to every group's summed rewards. */
  double[] perGroup(UnaryOperator<double[]> rule) {
    double[] sums = sums();
    double[] all = new double[sums.length];
    for (int from = 0; from < sums.length; from += groupSize) {
      double[] group = Arrays.copyOfRange(sums, from, from + groupSize);
      System.arraycopy(rule.apply(group), 0, all, from, groupSize);
    }
    return all;
  }

  /** The same value for all tokens of an answer. */
  double[][] broadcast(double[] perAnswer) {
    double[][] rows = new double[perAnswer.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[perToken[i].length];
      Arrays.fill(rows[i], perAnswer[i]);
    }
    return rows;
  }

  /** r_t, with the answer's reward on its last token. */
  private double reward(int row, int t) {
    double last = t == perToken[row].length - 1 ? totals[row] : 0;
    return perToken[row][t] + last;
  }

  /** Σ_{s ≥ t} γ^{s−t}·r_s. */
  double[][] returns() {
    double[][] returns = new double[totals.length][];
    for (int row = 0; row < returns.length; row++) {
      returns[row] = new double[perToken[row].length];
      double next = 0;
      for (int t = returns[row].length - 1; t >= 0; t--) {
        next = reward(row, t) + gamma * next;
        returns[row][t] = next;
      }
    }
    return returns;
  }

  /** δ_t = r_t + γ·V_{t+1} − V_t, A_t = δ_t + γλ·A_{t+1}; V after the end is 0. */
  public double[][] gae() {
    double[][] advantages = new double[totals.length][];
    for (int row = 0; row < advantages.length; row++) {
      advantages[row] = new double[perToken[row].length];
      double advantage = 0;
      double nextValue = 0;
      for (int t = advantages[row].length - 1; t >= 0; t--) {
        double delta = reward(row, t) + gamma * nextValue - values[row][t];
        advantage = delta + gamma * lambda * advantage;
        advantages[row][t] = advantage;
        nextValue = values[row][t];
      }
    }
    return advantages;
  }
}
