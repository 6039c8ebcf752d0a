package io.github.alpharl.reproduce.tour;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * How many answers to training and validation problems models took.
 *
 * @param byStep that each RL step sampled
 * @param documents of the parts, by name
 * @param confirm problems that a search asks its winner and the last checkpoint at the end
 */
public record Rollouts(List<Long> byStep, Map<String, JsonNode> documents, int confirm) {

  /** Of the first steps. */
  public long steps(int count) {
    return byStep.stream().limit(count).mapToLong(Long::longValue).sum();
  }

  /** Of a search, by its document. */
  public long search(JsonNode document) {
    long sum = 2L * confirm;
    for (JsonNode standing : document.at("/search/standings")) {
      sum += standing.get("problems").asLong();
    }
    return sum;
  }

  /** Of a model: its training's and its search's. */
  public long of(PlannedCommand.Model model) {
    String maker = model.maker().orElse("");
    if (maker.equals(Regrounded.PART)) {
      JsonNode run = documents.get(maker);
      return run.get("trainingRollouts").asLong() + run.get("searchRollouts").asLong();
    }
    JsonNode made = documents.get(maker);
    boolean searched = made != null && made.has("search");
    return steps(model.steps()) + (searched ? search(made) : 0);
  }
}
