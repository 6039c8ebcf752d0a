package io.github.alpharl.lab.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.objective.KlEstimator;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.optimizer.Trainable;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.torch.Compute;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options from JSON: right values become types, every wrong one is refused by its name. */
class TrainOptionsTest {

  private static TrainOptions with(String json) throws JsonProcessingException {
    return Defaults.of(Algorithm.GRPO, Tasks.named("sorting"), false, 96)
        .with(new ObjectMapper().readTree(json));
  }

  @Test
  void closedFamiliesAreReadByName() throws JsonProcessingException {
    TrainOptions options =
        with(
            """
            {"algorithm": "reinforce++", "task": "countdown", "optimizer": "sgd",
             "schedule": "cosine", "trainable": "lora", "kl": "k2", "text": "demonstration",
             "device": "cuda:1", "precision": "bfloat16"}
            """);
    assertThat(options.algorithm()).isEqualTo(Algorithm.REINFORCE_PLUS_PLUS);
    assertThat(options.task()).isSameAs(Tasks.named("countdown"));
    assertThat(options.update().optimizer()).isEqualTo(Optimizer.Rule.SGD);
    assertThat(options.update().schedule()).isEqualTo(Schedule.Shape.COSINE);
    assertThat(options.weights().trainable()).isEqualTo(Trainable.LORA);
    assertThat(options.penalty().kl()).isEqualTo(KlEstimator.K2);
    assertThat(options.example().text()).isEqualTo(ImitatedText.DEMONSTRATION);
    assertThat(options.computing().compute().device()).hasToString("cuda:1");
    assertThat(options.computing().precision()).isEqualTo(Compute.Precision.BFLOAT16);
  }

  private static int[] saved(String json) throws JsonProcessingException {
    TrainOptions options = with(json);
    return IntStream.rangeClosed(1, options.steps()).filter(options::saves).toArray();
  }

  @Test
  void theFirstPartOfARunIsSavedMoreOftenUnlessItIsSaidHowOften() throws JsonProcessingException {
    assertThat(saved("{\"steps\": 20}")).containsExactly(2, 4, 6, 8, 12, 16, 20);
    assertThat(saved("{\"steps\": 12, \"saveEvery\": 5}")).containsExactly(5, 10, 12);
    assertThat(saved("{\"steps\": 20, \"saveEvery\": 10, \"saveEarly\": 3}"))
        .containsExactly(3, 6, 10, 20);
    TrainOptions options = with("{\"steps\": 20}");
    assertThat(options.savedBefore(12)).isEqualTo(8);
    assertThat(options.savedBefore(2)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"kl": "k9"} | Option kl must be one of k1, k2, k3, found "k9".
          {"kl": 1} | Option kl must be one of k1, k2, k3, found 1.
          {"kl": null} | Option kl needs a value, found null.
          {"optimizer": "lion"} | Option optimizer must be one of adamw, sgd, found "lion".
          {"schedule": "square"} | Option schedule must be one of constant, cosine, found "square".
          {"trainable": "head"} | Option trainable must be one of projections, all, lora, found "head".
          {"text": "poem"} | Option text must be one of demonstration, solution, found "poem".
          {"precision": "int4"} | Option precision must be one of float32, bfloat16, float64, found "int4".
          {"device": "tpu"} | Unknown device "tpu"; known are cpu, cuda and cuda:N.
          {"steps": 0} | Option steps must be at least 1, found 0.
          {"steps": "x"} | Option steps must be a whole number, found "x".
          {"steps": 4.5} | Option steps must be a whole number, found 4.5.
          {"steps": true} | Option steps must be a whole number, found true.
          {"steps": ""} | Option steps must be a whole number, found "".
          {"steps": [1]} | Option steps must be a whole number, found [1].
          {"klLoss": {"a": 1}} | Option klLoss must be a number, found {"a":1}.
          {"klLoss": "NaN"} | Option klLoss must be a finite number, found NaN.
          {"topP": 2} | Option topP must be in (0, 1], found 2.0.
          {"topK": -1} | Option topK must be at least 0, found -1.
          {"beta2": 1} | Option beta2 must be in [0, 1), found 1.0.
          {"clipLow": 0} | Option clipLow must be positive, found 0.0.
          {"miniBatches": 65} | Option miniBatches must be between 1 and prompts, found 65.
          """)
  void wrongValuesAreNamed(String json, String message) {
    assertThatThrownBy(() -> with(json)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  @Test
  void unknownTasksAlgorithmsAndOptionsAreListed() {
    assertThatThrownBy(() -> with("{\"task\": \"chess\"}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Unknown task \"chess\"; known are chained-arithmetic,");
    assertThatThrownBy(() -> with("{\"algorithm\": \"a2c\"}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("one of dapo, grpo, rloo, dr-grpo, ppo, reinforce++,");
    assertThatThrownBy(() -> with("{\"learning_rate\": 1}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Unknown training option \"learning_rate\"; known are algorithm,");
  }

  @Test
  void wholeNumbersMayBeWrittenAsFractions() throws JsonProcessingException {
    assertThat(with("{\"steps\": 40.0}").steps()).isEqualTo(40);
  }
}
