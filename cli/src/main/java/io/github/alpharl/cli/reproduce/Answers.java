package io.github.alpharl.cli.reproduce;

import com.fasterxml.jackson.databind.JsonNode;

/** Where an item has its figures from. */
interface Answers {

  /** The result, or a missing node: its run is not there, or this only plans. */
  JsonNode of(Request request);

  /** Why a training ended early, or an empty text. */
  String early(LabRun run);
}
