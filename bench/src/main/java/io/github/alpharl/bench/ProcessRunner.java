package io.github.alpharl.bench;

import io.github.alpharl.failure.EnvironmentException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program of the system and waits for it. */
final class ProcessRunner {

  private ProcessRunner() {}

  static void run(String... command) {
    run(List.of(command), ProcessBuilder.Redirect.DISCARD);
  }

  /** {@code program} on {@code files}, its output into {@code output}. */
  static void run(String program, List<Path> files, String output) {
    List<String> command = new ArrayList<>(List.of(program));
    files.forEach(file -> command.add(file.toString()));
    run(command, ProcessBuilder.Redirect.to(new File(output)));
  }

  private static void run(List<String> command, ProcessBuilder.Redirect output) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int code = process.waitFor();
      if (code != 0) {
        throw EnvironmentException.of("%s: ended with code %d", command.getFirst(), code);
      }
    } catch (IOException e) {
      throw EnvironmentException.because(command.getFirst() + ": cannot run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
