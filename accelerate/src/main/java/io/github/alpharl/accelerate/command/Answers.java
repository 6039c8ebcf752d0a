package io.github.alpharl.accelerate.command;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.Arrays;
import java.util.List;

/** What a validation of the user's printed: a 1 or 0 for each problem. */
final class Answers {

  private Answers() {}

  /** Reads {@code printed}, lines or a JSON array, of {@code command}. */
  static boolean[] read(String command, String printed, int count) {
    List<String> words =
        Arrays.stream(printed.split("[\\s,\\[\\]]+", -1))
            .filter(w -> !w.isEmpty())
            .toList(); // [1, 0]
    if (words.size() != count) {
      throw BadDataException.of(
              "'%s' printed %d answers where $ALPHARL_COUNT asked for %d; print one 1 or 0 for each"
                  + " problem and nothing else to standard output",
              command, words.size(), count)
          .as(Defect.MISMATCH);
    }
    boolean[] answers = new boolean[count];
    for (int i = 0; i < count; i++) {
      answers[i] = solved(command, words.get(i));
    }
    return answers;
  }

  private static boolean solved(String command, String word) {
    return switch (word) {
      case "1", "1.0", "true" -> true;
      case "0", "0.0", "false" -> false;
      default ->
          throw BadDataException.of(
                  "'%s' printed '%s'; print one 1 (solved) or 0 for each problem", command, word)
              .as(Defect.MISMATCH);
    };
  }
}
