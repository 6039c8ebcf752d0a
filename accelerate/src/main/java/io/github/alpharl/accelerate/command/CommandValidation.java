package io.github.alpharl.accelerate.command;

import io.github.alpharl.race.Validation;
import java.nio.file.Path;
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
    return Answers.read(command, printed, count);
  }
}
