package io.github.alpharl.cli.command;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.util.Map;

/** A command of the user's, run by the system's shell. */
final class ShellCommand {

  private ShellCommand() {}

  /**
   * Runs {@code command} and waits for it; its output goes to standard error.
   *
   * @throws EnvironmentException if it cannot be started or ends with another code than 0
   */
  static void run(String command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", "{ " + command + "\n} >&2")
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    try {
      int code = builder.start().waitFor();
      if (code != 0) {
        throw EnvironmentException.of("'%s' ended with code %d", command, code);
      }
    } catch (IOException e) {
      throw EnvironmentException.because("'" + command + "' cannot run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("'" + command + "' was interrupted", e);
    }
  }
}
