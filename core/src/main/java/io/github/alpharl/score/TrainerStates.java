package io.github.alpharl.score;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.alpharl.disk.Disk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds {@code trainer_state.json}, which transformers' Trainer saves with every checkpoint. */
public final class TrainerStates {

  private static final String NAME = "trainer_state.json";
  private static final JsonFactory JSON = new JsonFactory();

  private record State(Path file, long step) {}

  private TrainerStates() {}

  /**
   * The state of the furthest step in {@code run} or in a directory of it; a file that is being
   * written is passed over. Every state holds the log from the first step on.
   */
  public static Optional<Path> newest(Path run) {
    List<Path> files = new ArrayList<>(List.of(run.resolve(NAME)));
    try (DirectoryStream<Path> children = Files.newDirectoryStream(run)) {
      children.forEach(child -> files.add(child.resolve(NAME)));
    } catch (IOException e) {
      throw Disk.failed("cannot list", run, e);
    }
    return files.stream()
        .filter(Files::isRegularFile)
        .flatMap(file -> step(file).stream().mapToObj(step -> new State(file, step)))
        .max(Comparator.comparingLong(State::step).thenComparing(State::file))
        .map(State::file);
  }

  /** The step of a complete state. */
  private static OptionalLong step(Path file) {
    long step = -1;
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      parser.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return OptionalLong.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean counts = parser.currentName().equals("global_step");
        JsonToken value = parser.nextToken();
        step = counts && value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : step;
        parser.skipChildren();
      }
      boolean complete = parser.currentToken() == JsonToken.END_OBJECT && step >= 0;
      return complete ? OptionalLong.of(step) : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty(); // unfinished or unreadable: another checkpoint has the log, too
    }
  }
}
