package io.github.alpharl.accelerate;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command of the user's, run by the system's shell. */
public final class ShellCommand {

  private ShellCommand() {}

  /**
   * Runs {@code command} and waits for it; its output goes to standard error.
   *
   * @throws EnvironmentException if it cannot be started or ends with another code than 0
   */
  public static void run(String command, Map<String, String> environment) {
    call("{ " + command + "\n} >&2", command, environment);
  }

  /** Like {@link #run}, and returns what it prints to standard output. */
  public static String output(String command, Map<String, String> environment) {
    return call(command, command, environment);
  }

  private static String call(String line, String command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw EnvironmentException.of("'%s' ended with code %d", command, code);
      }
      return output;
    } catch (IOException e) {
      throw EnvironmentException.because("'" + command + "' cannot run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("'" + command + "' was interrupted", e);
    }
  }
}
