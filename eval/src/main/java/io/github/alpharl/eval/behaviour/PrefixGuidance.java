package io.github.alpharl.eval.behaviour;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.lab.model.Completion;
import io.github.alpharl.lab.model.Generator;
import java.util.ArrayList;
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
   * @param guide ids of the guide's answer to each problem of {@code benchmark}
   */
  public static Map<Integer, Double> accuracy(
      LocalSampler base,
      Benchmark benchmark,
      List<int[]> guide,
      List<Integer> lengths,
      int maxTokens) {
    Map<Integer, Double> byLength = new LinkedHashMap<>();
    for (int n : lengths) {
      byLength.put(n, accuracy(base, benchmark, guide, n, maxTokens));
    }
    return byLength;
  }

  private static double accuracy(
      LocalSampler base, Benchmark benchmark, List<int[]> guide, int n, int maxTokens) {
    var prompts = new ArrayList<int[]>();
    for (int i = 0; i < guide.size(); i++) {
      int[] prompt = base.ids(benchmark.prompt(benchmark.problems().get(i)));
      prompts.add(joined(prompt, prefix(guide.get(i), n)));
    }
    var greedy = base.sampling(new SamplingSettings(1, 0, 1, maxTokens, 0), 0);
    List<Completion> completions = new Generator(base.network(), greedy).generate(prompts, 1);
    return IntStream.range(0, guide.size())
        .mapToDouble(
            i ->
                right(
                    base,
                    benchmark,
                    benchmark.problems().get(i),
                    prefix(guide.get(i), n),
                    completions.get(i)))
        .average()
        .orElseThrow();
  }

  private static double right(
      LocalSampler base, Benchmark benchmark, Problem problem, int[] prefix, Completion rest) {
    String text = base.tokenizer().decode(joined(prefix, rest.tokens()));
    return benchmark.judge().judge(problem, text).equal() ? 1 : 0;
  }

  /** The first {@code n} tokens, but never the last: the base must have something to write. */
  private static int[] prefix(int[] answer, int n) {
    return Arrays.copyOf(answer, Math.max(0, Math.min(n, answer.length - 1)));
  }

  private static int[] joined(int[] a, int[] b) {
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
