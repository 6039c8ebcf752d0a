package io.github.alpharl.cli.option;

import io.github.alpharl.accelerate.command.CommandValidation;
import io.github.alpharl.accelerate.command.ServedValidation;
import io.github.alpharl.eval.sampler.TaskValidation;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.race.Validation;
import picocli.CommandLine.Option;

/**
 * Mixin: how models are tried on the validation problems of one of the lab's tasks, never on test
 * problems, with one answer to each; or by a command of the user's.
 */
public final class ValidationTask {

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

  @Option(
      names = "--validation-server",
      paramLabel = "CMD",
      description =
          "The same by one process that stays up: for each line {\"model\": DIR, \"from\": N,"
              + " \"count\": N} on its standard input it prints a JSON array of a 1 or 0 for each"
              + " problem.")
  private String server;

  public boolean byCommand() {
    return command != null || server != null;
  }

  /** Trials on {@code name}. */
  public Validation on(String name) {
    if (command != null && server != null) {
      throw UsageException.of("--validation-command and --validation-server exclude each other");
    }
    if (server != null) {
      return new ServedValidation(name, server);
    }
    return command == null
        ? new TaskValidation(name, temperature, seed)
        : new CommandValidation(name, command);
  }
}
