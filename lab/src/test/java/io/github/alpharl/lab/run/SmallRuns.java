package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.task.Tasks;

/** Runs of a few steps from the shipped base. */
final class SmallRuns {

  private static final ObjectMapper JSON = new ObjectMapper();

  static final Start BASE =
      new Start.Shipped(Tasks.named("chained-arithmetic"), ModelSize.TINY_128);

  private SmallRuns() {}

  static ObjectNode small() {
    return JSON.createObjectNode()
        .put("steps", 4)
        .put("saveEvery", 2)
        .put("prompts", 4)
        .put("samples", 4)
        .put("validationProblems", 8)
        .put("testProblems", 4)
        .put("seed", 3);
  }

  static TrainOptions options(Algorithm algorithm, JsonNode changes) {
    return Defaults.of(algorithm, Tasks.named("chained-arithmetic"), false, 128)
        .with(small())
        .with(changes);
  }

  static TrainOptions options(Algorithm algorithm) {
    return options(algorithm, JSON.createObjectNode());
  }
}
