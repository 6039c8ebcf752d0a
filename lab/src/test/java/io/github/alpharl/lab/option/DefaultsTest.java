package io.github.alpharl.lab.option;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.task.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every default of every algorithm, against the list that the lab's setups were measured with. */
class DefaultsTest {

  private static final String GOLDEN = "defaults-of-every-algorithm.json";
  private static final String FIRST = "dapo chained-arithmetic trained 128";

  /** The first entry has all options, the others what differs from it. */
  private static ObjectNode golden() throws IOException {
    try (InputStream stream = DefaultsTest.class.getResourceAsStream(GOLDEN)) {
      return (ObjectNode) new ObjectMapper().readTree(stream);
    }
  }

  private static ObjectNode resolved(String algorithm, String task, boolean fresh, int width) {
    return Defaults.of(Algorithm.named(algorithm), Tasks.named(task), fresh, width).json();
  }

  @Test
  void everyAlgorithmHasTheMeasuredDefaults() throws IOException {
    ObjectNode golden = golden();
    List<String> seen = new ArrayList<>();
    for (var entry : golden.properties()) {
      String[] name = entry.getKey().split(" ");
      ObjectNode expected = golden.get(FIRST).deepCopy();
      expected.setAll((ObjectNode) entry.getValue());
      JsonNode found =
          resolved(name[0], name[1], name[2].equals("fresh"), Integer.parseInt(name[3]));
      assertThat(found.toString()).as(entry.getKey()).isEqualTo(expected.toString());
      seen.add(name[0]);
    }
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(seen).contains(algorithm.toString());
    }
  }

  @Test
  void whatIsWrittenIsReadBackAsTheSame() {
    TrainOptions options =
        Defaults.of(Algorithm.PPO, Tasks.named("sorting"), false, 96)
            .with(new ObjectMapper().createObjectNode().put("teacher", "models/a/"));
    assertThat(OptionsJson.read(options.json())).isEqualTo(options);
    assertThat(options.json().path("teacher").asText()).isEqualTo("models/a/");
  }
}
