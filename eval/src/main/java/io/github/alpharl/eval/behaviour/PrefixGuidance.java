package io.github.alpharl.eval.behaviour;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.sampler.LocalSampler;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The base continues the first tokens of a guide's answer: accuracy against their number. */
public final class PrefixGuidance {

  private PrefixGuidance() {}

  /**
   * Accuracy of the base's likeliest continuation after each of {@code lengths} tokens of the
   * guide's answers.
   *
   * @param prompts ids, one of each problem of {@code benchmark}
   * @param guide ids of the guide's answer to each prompt
   */
  public static Map<Integer, Double> accuracy(
      LocalSampler base,
      Benchmark benchmark,
      List<int[]> prompts,
      List<int[]> guide,
      List<Integer> lengths,
      int maxTokens) {
    Map<Integer, Double> byLength = new LinkedHashMap<>();
    for (int n : lengths) {
      List<int[]> prefixes = guide.stream().map(answer -> prefix(answer, n)).toList();
      List<int[]> rests = base.greedy(joined(prompts, prefixes), maxTokens);
      byLength.put(n, Behaviour.accuracy(base, benchmark, joined(prefixes, rests)));
    }
    return byLength;
  }

  /** The first {@code n} tokens, but never the last: the base must have something to write. */
  private static int[] prefix(int[] answer, int n) {
    return Arrays.copyOf(answer, Math.max(0, Math.min(n, answer.length - 1)));
  }

  private static List<int[]> joined(List<int[]> a, List<int[]> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> joined(a.get(i), b.get(i))).toList();
  }

  private static int[] joined(int[] a, int[] b) {
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
