package io.github.alpharl.eval.behaviour;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.torch.Tensors;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * How the base model sees the answers of a trained one.
 *
 * @param nonGreedyShare share of answer tokens that are not the base's likeliest
 * @param perplexity exp of the mean negative log-probability of the answer tokens under the base
 * @param tokens answer tokens in all
 */
public record BaseView(double nonGreedyShare, double perplexity, long tokens) {

  /**
   * Feeds every answer to {@code base}; tokens that are never drawn have no probability.
   *
   * @param prompts ids, none empty
   * @param answers ids, one answer to each prompt
   */
  public static BaseView of(Network base, List<int[]> prompts, List<int[]> answers) {
    if (prompts.size() != answers.size() || answers.stream().allMatch(a -> a.length == 0)) {
      throw BadDataException.of(
              "one answer to each of %d prompts is needed, and one token at least", prompts.size())
          .as(Defect.MISMATCH);
    }
    var tally = new Tally();
    Set<Integer> banned = new TreeSet<>(base.config().fillers());
    banned.removeAll(base.config().stopTokens());
    for (int i = 0; i < prompts.size(); i++) {
      tally.add(base, prompts.get(i), answers.get(i), banned);
    }
    return new BaseView(
        (double) tally.other / tally.tokens, Math.exp(tally.surprise / tally.tokens), tally.tokens);
  }

  private static final class Tally {
    private long tokens;
    private long other;
    private double surprise;

    void add(Network base, int[] prompt, int[] answer, Set<Integer> banned) {
      long[] ids = new long[prompt.length + answer.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = i < prompt.length ? prompt[i] : answer[i - prompt.length];
      }
      try (PointerScope _ = new PointerScope();
          NoGradGuard _ = new NoGradGuard()) {
        double[] logits =
            Tensors.doubles(base.logits(Tensors.of(base.compute(), ids, 1, ids.length)));
        for (int t = prompt.length; t < ids.length; t++) {
          position(
              logits,
              (t - 1) * base.config().vocabulary(),
              (int) ids[t],
              base.config().vocabulary(),
              banned);
        }
      }
    }

    /** One row of logits, which predicts {@code token}. */
    private void position(
        double[] logits, int from, int token, int vocabulary, Set<Integer> banned) {
      int best = -1;
      for (int v = 0; v < vocabulary; v++) {
        boolean better = best < 0 || logits[from + v] > logits[from + best];
        best = better && !banned.contains(v) ? v : best;
      }
      double sum = 0;
      for (int v = 0; v < vocabulary; v++) {
        sum += banned.contains(v) ? 0 : Math.exp(logits[from + v] - logits[from + best]);
      }
      tokens++;
      other += best == token ? 0 : 1;
      surprise += logits[from + best] + Math.log(sum) - logits[from + token];
    }
  }
}
