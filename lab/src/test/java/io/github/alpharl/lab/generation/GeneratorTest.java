package io.github.alpharl.lab.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TestModels;
import io.github.alpharl.lab.network.TokenBatch;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;
import io.github.alpharl.lab.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  private static final Sampling PLAIN = new Sampling(0.8, 1, 0, 12, Set.of(3), Set.of(0, 1), 7);
  private static Network network;

  @BeforeAll
  static void load() {
    Compute.DEFAULT.load();
    network = TestModels.network(TestModels.config("qwen3"), 5, Compute.DEFAULT);
  }

  @AfterAll
  static void close() {
    network.close();
  }

  private static List<int[]> prompts() {
    SplittableRandom random = new SplittableRandom(1);
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      prompts.add(random.ints(1 + i % 5, 0, 11).toArray());
    }
    return prompts;
  }

  @Test
  void samplesHaveTheLogProbabilitiesOfTheTrainingPass() {
    List<Completion> answers = new Generator(network, PLAIN).generate(prompts(), 3);
    List<int[]> repeated = prompts().stream().flatMap(p -> List.of(p, p, p).stream()).toList();
    LogitRule rule = new LogitRule(0.8, Set.of(0, 1), 11);
    try (PointerScope _ = new PointerScope()) {
      List<int[]> tokens = answers.stream().map(Completion::tokens).toList();
      TokenBatch batch = new TokenBatch(repeated, tokens, Compute.DEFAULT);
      double[] trained = Tensors.doubles(batch.chosen(batch.distribution(network, rule)));
      double[] sampled =
          TokenBatch.pack(answers.stream().map(Completion::logProbabilities).toList());
      assertThat(sampled).containsExactly(trained, Offset.offset(1e-5));
    }
  }

  @Test
  void answersDoNotDependOnTheBatch() {
    List<Completion> together = new Generator(network, PLAIN).generate(prompts(), 1);
    Completion alone =
        new Generator(network, PLAIN).generate(prompts().subList(0, 1), 1).getFirst();
    assertThat(together.getFirst().ids()).isEqualTo(alone.ids());
  }

  @Test
  void theSameSeedGivesTheSameAnswersAndAnotherOneOthers() {
    Generator generator = new Generator(network, PLAIN);
    List<List<Integer>> first = ids(generator.generate(prompts(), 2));
    assertThat(ids(generator.generate(prompts(), 2))).isEqualTo(first);
    assertThat(ids(new Generator(network, PLAIN.withSeed(8)).generate(prompts(), 2)))
        .isNotEqualTo(first);
  }

  private static List<List<Integer>> ids(List<Completion> completions) {
    return completions.stream().map(Completion::ids).toList();
  }

  @Test
  void bannedTokensNeverAppearAndStopTokensEnd() {
    for (Completion answer : new Generator(network, PLAIN).generate(prompts(), 20)) {
      assertThat(answer.ids()).doesNotContain(0, 1);
      assertThat(answer.ids().indexOf(3)).isIn(-1, answer.length() - 1);
      assertThat(answer.stopped()).isEqualTo(answer.ids().contains(3));
      assertThat(answer.stopped() || answer.length() == 12).isTrue();
    }
  }

  @Test
  void topKOfOneAndTinyTopPAreGreedy() {
    List<Completion> greedy = generate(new Sampling(0, 1, 0, 12, Set.of(3), Set.of(), 0));
    assertThat(ids(generate(new Sampling(1, 1, 1, 12, Set.of(3), Set.of(), 0))))
        .isEqualTo(ids(greedy));
    assertThat(ids(generate(new Sampling(1, 1e-9, 0, 12, Set.of(3), Set.of(), 0))))
        .isEqualTo(ids(greedy));
  }

  private static List<Completion> generate(Sampling sampling) {
    return new Generator(network, sampling).generate(prompts(), 1);
  }

  @Test
  void frequenciesFollowTheProbabilities() {
    Sampling one = new Sampling(1, 1, 0, 1, Set.of(), Set.of(), 4);
    int[] prompt = {2, 5};
    int[] counts = new int[11];
    int n = 20_000;
    for (Completion answer : new Generator(network, one).generate(List.of(prompt), n)) {
      counts[answer.tokens()[0]]++;
    }
    try (PointerScope _ = new PointerScope()) {
      TokenBatch batch = new TokenBatch(List.of(prompt), List.of(new int[] {0}), Compute.DEFAULT);
      double[] log = Tensors.doubles(batch.distribution(network, new LogitRule(1, Set.of(), 11)));
      for (int id = 0; id < 11; id++) {
        double p = Math.exp(log[id]);
        double error = Math.sqrt(p * (1 - p) / n);
        assertThat(counts[id] / (double) n).isCloseTo(p, Offset.offset(5 * error + 1e-6));
      }
    }
  }

  @Test
  void theContextLimitsPromptsAndAnswers() {
    Sampling endless = new Sampling(1, 1, 0, 100, Set.of(), Set.of(), 0);
    Completion answer =
        new Generator(network, endless).generate(List.of(new int[20]), 1).getFirst();
    assertThat(answer.length()).isEqualTo(13); // 12 places, and one more drawn from the last
    assertThat(answer.stopped()).isFalse();
    assertThatThrownBy(() -> generate(List.of(new int[32])))
        .hasMessageContaining("A prompt has 32 tokens, but the model's context is 32");
    assertThatThrownBy(() -> generate(List.of(new int[] {11})))
        .hasMessageContaining("token id 11, but the model's vocabulary has 11 tokens");
    assertThatThrownBy(() -> generate(List.of(new int[0]))).hasMessageContaining("no tokens");
  }

  private static void generate(List<int[]> prompts) {
    new Generator(network, PLAIN).generate(prompts, 1);
  }

  @Test
  void bfloat16IsCloseToFloat32() {
    Compute coarse = new Compute(Device.CPU, Compute.Precision.BFLOAT16, 1);
    try (Network other = TestModels.network(TestModels.config("qwen3"), 5, coarse);
        PointerScope _ = new PointerScope()) {
      long[] ids = {0, 5, 9, 2};
      double[] exact = Tensors.doubles(network.logits(Tensors.of(Compute.DEFAULT, ids, 1, 4)));
      double[] rough = Tensors.doubles(other.logits(Tensors.of(coarse, ids, 1, 4)));
      assertThat(rough).containsExactly(exact, Offset.offset(0.25));
    }
  }

  @Test
  void samplingChecksItsRanges() {
    assertThatThrownBy(() -> new Sampling(-1, 1, 0, 1, Set.of(), Set.of(), 0))
        .hasMessageContaining("temperature");
    assertThatThrownBy(() -> new Sampling(1, 0, 0, 1, Set.of(), Set.of(), 0))
        .hasMessageContaining("top-p");
    assertThatThrownBy(() -> new Sampling(1, 1, -1, 1, Set.of(), Set.of(), 0))
        .hasMessageContaining("top-k");
    assertThatThrownBy(() -> new Sampling(1, 1, 0, 0, Set.of(), Set.of(), 0))
        .hasMessageContaining("longest");
  }
}
