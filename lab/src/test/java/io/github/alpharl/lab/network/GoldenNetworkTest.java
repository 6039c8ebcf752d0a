package io.github.alpharl.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.lab.TinyRunData;
import io.github.alpharl.lab.generation.Completion;
import io.github.alpharl.lab.generation.Generator;
import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits and greedy answers against an independent float32 implementation. */
class GoldenNetworkTest {

  private static final String CHARACTERS = "0123456789+-*=;#.";
  private static final int BOS = 17;
  private static final Sampling GREEDY = new Sampling(0, 1, 0, 40, Set.of(16), Set.of(BOS, 18), 0);

  @BeforeAll
  static void load() {
    Compute.DEFAULT.load();
  }

  @Test
  void logitsAgreeWithinOneTenThousandth() {
    Path run = TinyRunData.tinyRun();
    for (JsonNode prompt : golden(run).path("prompts")) {
      try (Network network = network(run, prompt.path("step").asInt());
          PointerScope _ = new PointerScope();
          NoGradGuard _ = new NoGradGuard()) {
        long[] ids = longs(prompt.path("ids"));
        Tensor logits = network.logits(Tensors.of(Compute.DEFAULT, ids, 1, ids.length));
        assertThat(Tensors.doubles(logits))
            .containsExactly(flat(prompt.path("logits")), offset(1e-4));
      }
    }
  }

  @Test
  void greedyAnswersAreIdentical() {
    Path run = TinyRunData.tinyRun();
    for (JsonNode prompt : golden(run).path("prompts")) {
      try (Network network = network(run, prompt.path("step").asInt())) {
        int[] ids = encode(prompt.path("text").asText());
        Completion answer = new Generator(network, GREEDY).generate(List.of(ids), 1).getFirst();
        assertThat(decode(answer)).isEqualTo(prompt.path("greedy").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 105})
  void greedyAccuracyOverHeldOutProblemsIsWithinOneProblem(int step) {
    Path run = TinyRunData.tinyRun();
    JsonNode problems = TinyRunData.json(run.resolve("heldout.json"));
    List<int[]> prompts = new ArrayList<>();
    problems.forEach(problem -> prompts.add(encode(problem.asText() + "=")));
    try (Network network = network(run, step)) {
      List<Completion> answers = new Generator(network, GREEDY).generate(prompts, 1);
      int right = 0;
      for (int i = 0; i < prompts.size(); i++) {
        String ending = "#" + leftToRight(problems.get(i).asText()) + ".";
        right += decode(answers.get(i)).endsWith(ending) ? 1 : 0;
      }
      double expected = golden(run).path("accuracy_greedy_step_" + step).asDouble();
      assertThat((double) right).isCloseTo(expected * prompts.size(), offset(1));
    }
  }

  private static Offset<Double> offset(double value) {
    return Offset.offset(value);
  }

  private static int leftToRight(String expression) {
    int value = expression.charAt(0) - '0';
    for (int i = 1; i < expression.length(); i += 2) {
      int digit = expression.charAt(i + 1) - '0';
      int result =
          switch (expression.charAt(i)) {
            case '+' -> value + digit;
            case '-' -> value - digit;
            default -> value * digit;
          };
      value = Math.floorMod(result, 10);
    }
    return value;
  }

  private static Network network(Path run, int step) {
    return ModelFiles.load(run.resolve("step-" + step), Compute.DEFAULT);
  }

  private static JsonNode golden(Path run) {
    return TinyRunData.json(run.resolve("golden_network.json"));
  }

  private static int[] encode(String text) {
    int[] ids = new int[text.length() + 1];
    ids[0] = BOS;
    for (int i = 0; i < text.length(); i++) {
      ids[i + 1] = CHARACTERS.indexOf(text.charAt(i));
    }
    return ids;
  }

  private static String decode(Completion completion) {
    StringBuilder text = new StringBuilder();
    for (int id : completion.tokens()) {
      text.append(CHARACTERS.charAt(id));
    }
    return text.toString();
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong();
    }
    return values;
  }

  private static double[] flat(JsonNode rows) {
    List<Double> values = new ArrayList<>();
    rows.forEach(row -> row.forEach(value -> values.add(value.asDouble())));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
