package io.github.alpharl.reproduce.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The other commands of alpharl, as a user would run them. */
public interface Commands {

  /**
   * The JSON document that a command prints.
   *
   * @param arguments the command with its options, {@code --json} left out
   */
  JsonNode run(List<String> arguments);
}
