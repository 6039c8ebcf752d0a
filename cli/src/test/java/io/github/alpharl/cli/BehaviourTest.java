package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code alpharl behaviour} on the shared tiny run: its base and its last step. */
class BehaviourTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path temp;

  private static Path step(int step) {
    return SharedData.find("tiny-run/step-" + step);
  }

  private static Object[] command(Path model, Object... more) {
    Object[] base = {
      "behaviour", model, "--base", step(0), "--benchmark", "chained-arithmetic", "--limit", 48
    };
    return Work.with(base, more);
  }

  @Test
  void aTrainedModelLeavesTheBasesPathAndGuidesItByItsFirstTokens() throws IOException {
    JsonNode json =
        JsonDocuments.read(
            "behaviour",
            Cli.run(command(step(105), "--prefixes", "0,8,1000", "--json")).ok().out());
    JsonNode own = json.path("baseAnswers");
    JsonNode trained = json.path("trainedAnswers");
    assertThat(json.path("problems").asInt()).isEqualTo(48);
    assertThat(own.path("nonGreedyShare").asDouble(1)).isZero();
    assertThat(own.path("perplexityUnderBase").asDouble()).isGreaterThanOrEqualTo(1);
    assertThat(trained.path("nonGreedyShare").asDouble()).isBetween(0.001, 0.5);
    assertThat(trained.path("accuracy").asDouble()).isGreaterThan(own.path("accuracy").asDouble());
    JsonNode guidance = json.path("prefixGuidance");
    assertThat(guidance.path("0").asDouble()).isEqualTo(own.path("accuracy").asDouble());
    assertThat(guidance.path("8").asDouble()).isGreaterThan(guidance.path("0").asDouble());
    assertThat(guidance.path("1000").asDouble())
        .isGreaterThanOrEqualTo(guidance.path("8").asDouble());
    assertThat(json.path("embeddingShift").path("tokens").size()).isGreaterThan(5);
    assertThat(json.path("embeddingShift").path("tokens").path(0).path("before")).hasSize(2);
  }

  @Test
  void theBaseComparedWithItselfShowsNoChange() throws IOException {
    JsonNode json = JSON.readTree(Cli.run(command(step(0), "--json")).ok().out());
    assertThat(json.path("trainedAnswers")).isEqualTo(json.path("baseAnswers"));
    assertThat(json.path("embeddingShift").path("mean").asDouble(1)).isZero();
  }

  @Test
  void theTableNamesEveryMeasure() {
    assertThat(Cli.run(command(step(105), "--prefixes", "0,4")).ok().out())
        .contains("non-greedy", "perplexity", "prefix tokens", "mean shift of the embeddings")
        .contains("48 problems of chained-arithmetic");
  }

  @Test
  void badUseIsOneSentence() {
    Cli.run(command(step(105), "--prefixes", "-1")).refused(2, "--prefixes");
    Cli.run(command(temp.resolve("none"))).refused(2, "no such model directory");
  }
}
