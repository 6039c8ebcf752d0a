package io.github.alpharl.reproduce.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.reproduce.run.LabRun;

/** Where an item has its figures from. */
public interface Results {

  /** The result, or a missing node: its run is not there, or this only plans. */
  JsonNode of(Request request);

  /** Why a training ended early, or an empty text. */
  String early(LabRun run);
}
