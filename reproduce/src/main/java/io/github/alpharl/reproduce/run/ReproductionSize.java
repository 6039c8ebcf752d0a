package io.github.alpharl.reproduce.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.study.search.SearchPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How large everything is.
 *
 * @param train options that every training takes in place of its own, by their names
 * @param algorithms of reinforcement learning that tables hold
 * @param problems test problems for each model
 * @param samples answers to each
 * @param rankProblems test problems where one per cent of a gain must be seen
 * @param firstRound validation problems of the first round of a search
 * @param confirm validation problems of its confirmation
 * @param behaviourProblems test problems answered greedily
 * @param networks of the series over sizes, by name, the smallest first
 */
public record ReproductionSize(
    ObjectNode train,
    List<String> algorithms,
    int problems,
    int samples,
    int rankProblems,
    int firstRound,
    int confirm,
    int behaviourProblems,
    List<String> networks) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Searches are so many times shorter than those of predict by default. */
  public static final int SHORTER = 2;

  /** That of docs/reproduction.md. */
  public static final ReproductionSize FULL =
      new ReproductionSize(
          JSON.createObjectNode(),
          List.of("dapo", "grpo", "rloo", "dr-grpo", "ppo"),
          512,
          2,
          1024,
          SearchPlan.RACE.first() / SHORTER,
          SearchPlan.RACE.confirm() / SHORTER,
          256,
          List.of("tiny-64", "tiny-128", "small-256", "base-512"));

  /** {@link #FULL} with the keys that {@code file} holds, for tests. */
  public static ReproductionSize read(Path file) {
    try {
      ObjectNode all = JSON.valueToTree(FULL);
      JsonNode changes = JSON.readTree(file.toFile());
      changes.fieldNames().forEachRemaining(key -> all.set(key, changes.get(key)));
      return JSON.treeToValue(all, ReproductionSize.class);
    } catch (IOException e) {
      throw UsageException.because(
          file + ": cannot be read as the size of a reproduction: " + e.getMessage(), e);
    }
  }

  /** The measurements' part of it, which results depend on beside the run. */
  public String measuring() {
    return "samples "
        + samples
        + ", search "
        + firstRound
        + "/"
        + confirm
        + ", rank problems "
        + rankProblems
        + ", behaviour problems "
        + behaviourProblems;
  }
}
