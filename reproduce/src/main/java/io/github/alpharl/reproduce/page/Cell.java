package io.github.alpharl.reproduce.page;

import com.fasterxml.jackson.databind.JsonNode;

/** A cell of a table that reads otherwise in JSON, in full precision, than for people. */
public interface Cell {

  /** For people. */
  String text();

  /** All that it holds. */
  JsonNode json();
}
