package io.github.alpharl.reproduce.item;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.run.LabRun;

/** Shares and norms of updates, read from what {@code dominance} prints. */
final class Dominances {

  static final String SHARE = "energyShare";
  static final String TOP = "energyShareTop";
  static final String NORM = "norm";

  private Dominances() {}

  /** The mean over the modules of one figure at one step; NaN where there is none. */
  static double at(Notebook notebook, LabRun run, long step, String figure) {
    for (JsonNode means : notebook.answers().of(new Request.Shares(run)).path("steps")) {
      if (means.path("step").asLong() == step) {
        return means.path(figure).asDouble(Double.NaN);
      }
    }
    return Double.NaN;
  }
}
