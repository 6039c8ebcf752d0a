package io.github.alpharl.cli.command;

import io.github.alpharl.accelerate.CommandValidation;
import io.github.alpharl.eval.sampler.TaskValidation;
import io.github.alpharl.race.Validation;
import picocli.CommandLine.Option;

/**
 * Mixin: how models are tried on the validation problems of one of the lab's tasks, never on test
 * problems, with one answer to each; or by a command of the user's.
 */
final class ValidationTask {

  @Option(
      names = "--temperature",
      defaultValue = "0.6",
      paramLabel = "T",
      description = "Of answers to validation problems (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--eval-seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Seed of validation problems and answers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--validation-command",
      paramLabel = "CMD",
      description =
          "Shell command that tries models in place of the lab: it reads the model directory"
              + " $$ALPHARL_MODEL, answers problems $$ALPHARL_FROM to $$ALPHARL_FROM +"
              + " $$ALPHARL_COUNT - 1 of an endless list that holds no test problem, and prints a 1"
              + " (solved) or a 0 for each, as lines or as a JSON array. TASK is then but a name.")
  private String command;

  boolean byCommand() {
    return command != null;
  }

  /** Trials on {@code name}. */
  Validation on(String name) {
    return command == null
        ? new TaskValidation(name, temperature, seed)
        : new CommandValidation(name, command);
  }
}
