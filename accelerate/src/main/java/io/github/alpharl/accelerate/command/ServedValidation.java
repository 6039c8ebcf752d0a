package io.github.alpharl.accelerate.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.race.Validation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A command of the user's that stays up and tries one model after another: for each line {@code
 * {"model": DIR, "from": N, "count": N}} on its standard input it prints one line, a JSON array of
 * a 1 or 0 for each problem. It is started with the first question and ends when its input ends.
 */
public final class ServedValidation implements Validation {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final String command;
  private Process process;
  private BufferedWriter questions;
  private BufferedReader replies;

  /**
   * A validation that is not started yet.
   *
   * @param name what the problems are called
   * @param command for the shell
   */
  public ServedValidation(String name, String command) {
    this.name = name;
    this.command = command;
  }

  @Override
  public String settings() {
    return name + ", served by " + command;
  }

  @Override
  public synchronized boolean[] answers(Path model, int from, int count) {
    try {
      if (process == null) {
        start();
      }
      String question =
          JSON.createObjectNode()
              .put("model", model.toAbsolutePath().toString())
              .put("from", from)
              .put("count", count)
              .toString();
      questions.write(question + "\n");
      questions.flush();
      String reply = replies.readLine();
      if (reply == null) {
        throw EnvironmentException.of(
            "'%s' ended with code %d while it was asked about %s",
            command, process.waitFor(), model);
      }
      return Answers.read(command, reply, count);
    } catch (IOException e) {
      throw EnvironmentException.because("'" + command + "' cannot be asked: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("'" + command + "' was interrupted", e);
    }
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command).redirectError(ProcessBuilder.Redirect.INHERIT);
    process = ProcessTree.start(builder);
    questions = process.outputWriter();
    replies = process.inputReader();
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      try {
        questions.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ProcessTree.end(process.toHandle());
      process = null;
    }
  }
}
