package io.github.alpharl.accelerate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The decisions of a run, a JSON object a line; the file is replaced whole, so that it never holds
 * half a line.
 *
 * @param file where
 */
public record DecisionLog(Path file) {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** All decisions so far. */
  public List<Decision> read() {
    List<Decision> decisions = new ArrayList<>();
    if (!Files.exists(file)) {
      return decisions;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        decisions.add(JSON.readValue(line, Decision.class));
      }
    } catch (JsonProcessingException e) {
      throw BadDataException.because(
              file
                  + ": line "
                  + (decisions.size() + 1)
                  + " is no decision of alpharl accelerate: "
                  + e.getOriginalMessage(),
              e)
          .in(file, decisions.size() + 1);
    } catch (IOException e) {
      throw EnvironmentException.because("cannot read " + file + ": " + e.getMessage(), e);
    }
    return decisions;
  }

  void write(List<Decision> decisions) {
    StringBuilder text = new StringBuilder();
    try {
      for (Decision decision : decisions) {
        text.append(JSON.writeValueAsString(decision)).append('\n');
      }
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    AtomicFile.write(file, text.toString());
  }
}
