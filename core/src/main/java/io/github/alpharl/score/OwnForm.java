package io.github.alpharl.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.score.table.Content;
import io.github.alpharl.score.table.MetricFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Tells files that {@link ScoresFile} reads, strictly, from all others. */
final class OwnForm {

  private static final JsonMapper LENIENT =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final Pattern WHOLE_AS_FLOAT = Pattern.compile("[0-9]+\\.0+"); // 10.0

  private OwnForm() {}

  /**
   * True if the file is empty or its first line has the form's keys alone, and every value is
   * written as the form asks or leaves a doubt. One that leaves none, {@code 62.5%}, the step
   * {@code 10.0}, a number in quotes or no accuracy at all, is read as any other file.
   */
  static boolean isIn(Path file, Content content) {
    List<String> lines;
    try {
      lines = ScoresFile.lines(file, content).stream().filter(line -> !line.isBlank()).toList();
    } catch (BadDataException _) {
      return true; // this form's reader says what is wrong with the text
    }
    if (lines.isEmpty()) {
      return true;
    }
    String first = lines.getFirst().strip();
    if (first.startsWith("{")) {
      return hasOwnKeys(first) && lines.stream().noneMatch(OwnForm::isLoose);
    }
    List<String> columns = ScoresFile.cells(first);
    boolean own = ScoresFile.KEYS.containsAll(columns);
    boolean whole = columns.contains("step") && columns.contains("accuracy");
    return own && (!whole || lines.stream().skip(1).noneMatch(line -> isLoose(columns, line)));
  }

  private static boolean hasOwnKeys(String json) {
    try {
      List<String> keys = new ArrayList<>();
      for (var field : LENIENT.readTree(json).properties()) {
        if (field.getValue().isContainerNode()) {
          return false; // a table in one object
        }
        keys.add(field.getKey());
      }
      return ScoresFile.KEYS.containsAll(keys);
    } catch (JsonProcessingException _) {
      return false; // an object over several lines
    }
  }

  private static boolean isLoose(List<String> columns, String line) {
    List<String> cells = ScoresFile.cells(line);
    if (line.contains("\"") || cells.size() != columns.size()) {
      return line.contains("\"");
    }
    String accuracy = cells.get(columns.indexOf("accuracy"));
    boolean whole = true;
    for (String name : List.of("step", "samples")) {
      int at = columns.indexOf(name);
      whole &= at < 0 || !WHOLE_AS_FLOAT.matcher(cells.get(at)).matches();
    }
    String step = cells.get(columns.indexOf("step"));
    boolean named = !step.matches("[0-9]+") && MetricFile.isStep(step);
    return accuracy.isEmpty() || accuracy.matches(".*[%±].*") || !whole || named;
  }

  private static boolean isLoose(String json) {
    try {
      JsonNode object = LENIENT.readTree(json);
      JsonNode accuracy = object.path("accuracy");
      return object.path("step").isTextual()
          || accuracy.isTextual()
          || accuracy.isNull()
          || object.path("step").isFloatingPointNumber()
          || object.path("samples").isFloatingPointNumber();
    } catch (JsonProcessingException _) {
      return false; // the strict reader says where
    }
  }
}
