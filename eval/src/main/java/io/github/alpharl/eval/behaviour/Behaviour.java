package io.github.alpharl.eval.behaviour;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What training changed in the greedy answers to a benchmark (arXiv 2510.00553, appendix D).
 *
 * @param problems how many were answered
 * @param baseAccuracy of the base's greedy answers
 * @param trainedAccuracy of the trained model's greedy answers
 * @param ownView how the base sees its own greedy answers, for comparison
 * @param view how the base sees the trained model's
 * @param guidance the base's accuracy by the number of tokens that the trained model gave it
 * @param shift of the embeddings of all tokens that occur in prompts and answers
 */
public record Behaviour(
    int problems,
    double baseAccuracy,
    double trainedAccuracy,
    BaseView ownView,
    BaseView view,
    Map<Integer, Double> guidance,
    EmbeddingShift shift) {

  /**
   * Lets both models answer; the prompts are those of the trained model.
   *
   * @param lengths of the prefixes, in tokens
   * @param maxTokens longest answer
   */
  public static Behaviour of(
      LocalSampler base,
      LocalSampler trained,
      Benchmark benchmark,
      List<Integer> lengths,
      int maxTokens) {
    requireSameVocabulary(base, trained);
    List<int[]> prompts =
        benchmark.problems().stream().map(p -> trained.ids(benchmark.prompt(p))).toList();
    List<int[]> own = base.greedy(prompts, maxTokens);
    List<int[]> guide = trained.greedy(prompts, maxTokens);
    return new Behaviour(
        prompts.size(),
        accuracy(base, benchmark, own),
        accuracy(trained, benchmark, guide),
        BaseView.of(base.network(), prompts, own),
        BaseView.of(base.network(), prompts, guide),
        PrefixGuidance.accuracy(base, benchmark, prompts, guide, lengths, maxTokens),
        EmbeddingShift.of(base.network(), trained.network(), occurring(prompts, guide)));
  }

  private static void requireSameVocabulary(LocalSampler base, LocalSampler trained) {
    int one = base.network().config().vocabulary();
    int other = trained.network().config().vocabulary();
    if (one != other || base.network().config().width() != trained.network().config().width()) {
      throw BadDataException.of(
              "the base and the trained model must share vocabulary and width, found %d tokens and %d;"
                  + " give the base that the model was trained from",
              one, other)
          .as(Defect.MISMATCH);
    }
  }

  /** The share of {@code answers} that are right. */
  static double accuracy(LocalSampler model, Benchmark benchmark, List<int[]> answers) {
    return IntStream.range(0, answers.size())
        .map(i -> right(model, benchmark, i, answers.get(i)) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  private static boolean right(LocalSampler model, Benchmark benchmark, int i, int[] answer) {
    String text = model.text(answer);
    return benchmark.judge().judge(benchmark.problems().get(i), text).equal();
  }

  private static TreeSet<Integer> occurring(List<int[]> prompts, List<int[]> answers) {
    TreeSet<Integer> tokens = new TreeSet<>();
    Stream.concat(prompts.stream(), answers.stream())
        .flatMapToInt(Arrays::stream)
        .forEach(tokens::add);
    return tokens;
  }
}
