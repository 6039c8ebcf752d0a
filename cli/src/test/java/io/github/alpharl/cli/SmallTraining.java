package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A training of four steps that takes a fraction of a second, and how its folder is compared. */
record SmallTraining(Path config) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METRICS = "metrics.jsonl";

  /** Writes its options below {@code folder}. */
  static SmallTraining in(Path folder) {
    Path config = folder.resolve("small.json");
    SmallModel.text(
        config,
        """
        {"prompts": 2, "samples": 4, "miniBatches": 1, "rounds": 1, "maxTokens": 12,
         "validationProblems": 4, "testProblems": 2}
        """);
    return new SmallTraining(config);
  }

  /** The command that writes, or continues, {@code run}. */
  Object[] command(Path run) {
    return new Object[] {
      "train",
      "--task",
      "faulty-facts",
      "--algorithm",
      "grpo",
      "--steps",
      4,
      "--save-every",
      2,
      "--seed",
      5,
      "--config",
      config,
      "--out",
      run
    };
  }

  /** Every file of {@code run}, the metrics without their times. */
  static Map<String, String> results(Path run) {
    Map<String, String> tree = Trees.of(run);
    tree.computeIfPresent(METRICS, (_, _) -> metrics(run).toString());
    return tree;
  }

  /** Fails unless all that has a final name in {@code run} is whole and as in {@code expected}. */
  static void requireWhole(Path run, Map<String, String> expected) {
    Map<String, String> finished = results(run);
    finished.keySet().removeIf(name -> name.contains(".alpharl-tmp-") || growing(name));
    assertThat(expected).containsAllEntriesOf(finished);
    metrics(run);
    if (Files.exists(run.resolve("scores.csv"))) {
      assertThat(text(run.resolve("scores.csv")))
          .matches("step,accuracy,samples\n([0-9]+,[0-9.]+,[0-9]+\n)*");
    }
  }

  /** Replaced as the run goes on, so that its content depends on the moment. */
  private static boolean growing(String name) {
    return List.of(METRICS, "scores.csv", "trainer-state.safetensors").contains(name);
  }

  private static List<ObjectNode> metrics(Path run) {
    Path file = run.resolve(METRICS);
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = text(file);
    assertThat(text).as("whole lines").matches("(?s)|.*\n");
    return text.lines().map(SmallTraining::withoutTimes).toList();
  }

  private static ObjectNode withoutTimes(String line) {
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(line);
      node.remove(List.of("seconds", "tokensPerSecond"));
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
