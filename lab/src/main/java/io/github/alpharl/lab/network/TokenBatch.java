package io.github.alpharl.lab.network;

import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Prompts with answers, padded on the right, and the places that predict the answers' tokens. All
 * tensors of answers are packed: N entries, one a token, row after row. Belongs to the caller's
 * scope.
 */
public final class TokenBatch {

  private final Tensor ids;
  private final Tensor places;
  private final Tensor targets;
  private final Tensor rows;
  private final int answers;
  private final int tokens;

  /** Packs rows of equal number: {@code prompts.get(i)} continued by {@code answers.get(i)}. */
  public TokenBatch(List<int[]> prompts, List<int[]> answers, Compute compute) {
    this.answers = answers.size();
    tokens = answers.stream().mapToInt(answer -> answer.length).sum();
    int width = width(prompts, answers);
    long[] all = new long[prompts.size() * width];
    long[] where = new long[tokens];
    long[] what = new long[tokens];
    long[] row = new long[tokens];
    int n = 0;
    for (int i = 0; i < prompts.size(); i++) {
      int start = copy(prompts.get(i), all, i * width);
      copy(answers.get(i), all, start);
      for (int t = 0; t < answers.get(i).length; t++, n++) {
        where[n] = start + t - 1L;
        what[n] = answers.get(i)[t];
        row[n] = i;
      }
    }
    ids = Tensors.of(compute, all, prompts.size(), width);
    places = Tensors.of(compute, where, tokens);
    targets = Tensors.of(compute, what, tokens, 1);
    rows = Tensors.of(compute, row, tokens);
  }

  private static int width(List<int[]> prompts, List<int[]> answers) {
    int width = 0;
    for (int i = 0; i < prompts.size(); i++) {
      width = Math.max(width, prompts.get(i).length + answers.get(i).length);
    }
    return width;
  }

  private static int copy(int[] from, long[] to, int at) {
    for (int i = 0; i < from.length; i++) {
      to[at + i] = from[i];
    }
    return at + from.length;
  }

  /** The answer that each token belongs to, N. */
  public Tensor rows() {
    return rows;
  }

  /** Number of rows. */
  public int answers() {
    return answers;
  }

  /** N. */
  public int tokens() {
    return tokens;
  }

  /** Hidden states N × d from which the answers' tokens are predicted. */
  public Tensor hidden(Network network) {
    Tensor all = network.hidden(ids).flatten(0, 1); // (B, T, D) -> (B·T, D)
    return all.index_select(0, places); // (N, D)
  }

  /** Log-probabilities N × V of every possible token at every place. */
  public Tensor distribution(Network network, LogitRule rule) {
    return rule.logProbabilities(network.logitsOf(hidden(network)), network.compute());
  }

  /** Of a {@code distribution}, the entries of the answers' tokens, N. */
  public Tensor chosen(Tensor distribution) {
    return distribution.gather(1, targets).squeeze(1); // (N, V) at (N, 1) -> (N)
  }

  /** Joins per-token arrays of the rows to one of N entries. */
  public static double[] pack(List<double[]> perRow) {
    return perRow.stream().flatMapToDouble(Arrays::stream).toArray();
  }
}
