package io.github.alpharl.accelerate;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A command of the user's that tries a model on validation problems; it prints a 1 or 0 for each.
 *
 * @param name what the problems are called
 * @param command for the shell
 */
public record CommandValidation(String name, String command) implements Validation {

  @Override
  public String settings() {
    return name + ", command " + command;
  }

  @Override
  public boolean[] answers(Path model, int from, int count) {
    String printed =
        ShellCommand.output(
            command,
            Map.of(
                "ALPHARL_MODEL", model.toAbsolutePath().toString(),
                "ALPHARL_FROM", Integer.toString(from),
                "ALPHARL_COUNT", Integer.toString(count)));
    List<String> words =
        Arrays.stream(printed.split("[\\s,\\[\\]]+", -1)).filter(w -> !w.isEmpty()).toList();
    if (words.size() != count) {
      throw BadDataException.of(
              "'%s' printed %d answers where $ALPHARL_COUNT asked for %d; print one 1 or 0 for each"
                  + " problem and nothing else to standard output",
              command, words.size(), count)
          .as(Defect.MISMATCH);
    }
    boolean[] answers = new boolean[count];
    for (int i = 0; i < count; i++) {
      answers[i] = solved(words.get(i));
    }
    return answers;
  }

  private boolean solved(String word) {
    return switch (word) {
      case "1", "1.0", "true" -> true;
      case "0", "0.0", "false" -> false;
      default ->
          throw BadDataException.of(
              "'%s' printed '%s'; print one 1 (solved) or 0 for each problem", command, word);
    };
  }
}
