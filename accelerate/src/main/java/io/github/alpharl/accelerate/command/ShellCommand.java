package io.github.alpharl.accelerate.command;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of the user's, run by the system's shell; all that it starts ends with us. */
public final class ShellCommand {

  /** A command that ends sooner needs no watchdog. */
  private static final Duration UNWATCHED = Duration.ofSeconds(1);

  /** So long a watchdog may take to end the trainer of a call that has crashed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ShellCommand() {}

  /**
   * Runs {@code command} and waits for it; its output goes to standard error.
   *
   * @throws EnvironmentException if it cannot be started or ends with another code than 0
   */
  public static void run(String command, Map<String, String> environment) {
    call("{ " + command + "\n} >&2", command, environment, _ -> {});
  }

  /**
   * Like {@link #run}, for a command that writes into a folder of its own: it ends with this
   * process even where that crashes, and a second one is refused while a first one runs.
   *
   * @param pid file that names the process while it runs
   */
  static void alone(String command, Map<String, String> environment, Path pid) {
    requireNone(pid, PATIENCE);
    call(
        "{ " + command + "\n} >&2",
        command,
        environment,
        process -> {
          AtomicFile.write(pid, process.pid() + " " + ProcessTree.started(process.toHandle()));
          if (!process.waitFor(UNWATCHED.toMillis(), TimeUnit.MILLISECONDS)) {
            Process watchdog = ProcessTree.watch(process);
            var _ = process.onExit().thenRun(watchdog::destroy);
          }
        });
    delete(pid);
  }

  /** Like {@link #run}, and returns what it prints to standard output. */
  public static String output(String command, Map<String, String> environment) {
    return call(command, command, environment, _ -> {});
  }

  /** Refuses where the process that {@code pid} names still runs after {@code patience}. */
  static void requireNone(Path pid, Duration patience) {
    try {
      if (Files.exists(pid)) {
        String[] words = Files.readString(pid).strip().split(" ", -1); // 4711 1764300000000
        long number = Long.parseLong(words[0]);
        if (!ProcessTree.ends(number, Long.parseLong(words[1]), patience)) {
          throw EnvironmentException.of(
              "%s: a trainer of an earlier call still works here, process %d; wait for it or end it",
              pid.getParent(), number);
        }
      }
    } catch (IOException e) {
      throw EnvironmentException.because(pid + ": " + e.getMessage(), e);
    }
  }

  private static void delete(Path pid) {
    try {
      Files.deleteIfExists(pid);
    } catch (IOException e) {
      throw EnvironmentException.because(pid + ": " + e.getMessage(), e);
    }
  }

  /** What is done as soon as a command runs. */
  private interface Began {
    void with(Process process) throws IOException, InterruptedException;
  }

  private static String call(
      String line, String command, Map<String, String> environment, Began began) {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      Process process = ProcessTree.start(builder);
      process.getOutputStream().close();
      begin(process, began);
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

  /** A command that could not be named is ended: no later call would know that it runs. */
  private static void begin(Process process, Began began) throws IOException, InterruptedException {
    try {
      began.with(process);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      ProcessTree.end(process.toHandle());
      throw failed;
    }
  }
}
