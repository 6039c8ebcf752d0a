package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.forecastnext.AllForecasters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LsTest {

  @ParameterizedTest
  @CsvSource({
    "forecasters, velocity, 6",
    "tasks, countdown, 5",
    "benchmarks, openai/gsm8k, 6",
    "architectures, model.layers.{layer}.mlp.*.weight, 10"
  })
  void namesAreListed(String kind, String one, int least) throws Exception {
    String text = Cli.run("ls", kind).ok().out();
    assertThat(text).contains(one);
    assertThat(text.lines()).hasSizeGreaterThan(least).allMatch(line -> line.length() <= 80);
    JsonNode rows = new ObjectMapper().readTree(Cli.run("ls", kind, "--json").ok().out()).get(kind);
    assertThat(rows.size()).isEqualTo((int) text.lines().count() - 2);
  }

  @Test
  void everyForecasterListedCanBeNamed() throws Exception {
    JsonNode rows =
        new ObjectMapper()
            .readTree(Cli.run("ls", "forecasters", "--json").out())
            .get("forecasters");
    for (JsonNode row : rows) {
      assertThat(AllForecasters.ALL.named(row.get("name").asText())).isNotNull();
      assertThat(row.get("predicts").asText()).isNotEmpty();
    }
  }

  @Test
  void anUnknownListIsRefused() {
    Cli.Result refused = Cli.run("ls", "models");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("models", "WHAT is one of forecasters, tasks");
  }

  @Test
  void theDoctorChangesNothingAndNamesEveryFinding() throws Exception {
    Cli.Result text = Cli.run("doctor");
    assertThat(text.exit()).isIn(0, 4);
    List<String> names =
        new ObjectMapper()
            .readTree(Cli.run("doctor", "--json").out())
            .get("findings")
            .findValuesAsText("what");
    assertThat(names).contains("Java", "LibTorch", "Hub cache", "Spark", "browser");
    assertThat(names).allMatch(name -> text.out().contains(name));
  }
}
