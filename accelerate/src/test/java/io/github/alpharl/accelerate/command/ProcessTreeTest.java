package io.github.alpharl.accelerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trainer that would run for ever, with a child of its own, under a process that ends. */
class ProcessTreeTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;

  /** What is forked: {@link ShellCommand#alone} with the command and pid file that it is given. */
  static final class Caller {
    private Caller() {}

    public static void main(String[] args) {
      ShellCommand.alone(args[0], Map.of(), Path.of(args[1]));
    }
  }

  private Process caller(Path pid) throws IOException {
    Path child = folder.resolve("child");
    String trainer = "sleep 600 & echo $! > '" + child + ".new'; mv '" + child + ".new' '" + child;
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Caller.class.getName(),
            trainer + "'; wait",
            pid.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static boolean soon(Condition condition) throws IOException, InterruptedException {
    Instant last = Instant.now().plus(LONG);
    while (!condition.holds() && Instant.now().isBefore(last)) {
      Thread.sleep(20);
    }
    return condition.holds();
  }

  private static Optional<ProcessHandle> watchdog(Process of) {
    return of.children()
        .filter(child -> child.info().commandLine().orElse("").contains("Watchdog"))
        .findFirst();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theWholeTreeEndsWithUs(boolean crash) throws Exception {
    Path pid = folder.resolve("trainer.pid");
    Process caller = caller(pid);
    try {
      Path child = folder.resolve("child");
      assertThat(soon(() -> Files.exists(child) && Files.exists(pid))).isTrue();
      ProcessHandle trained =
          ProcessHandle.of(Long.parseLong(Files.readString(child).strip())).orElseThrow();
      assertThat(trained.isAlive()).isTrue();
      if (crash) {
        assertThat(soon(() -> watchdog(caller).isPresent())).isTrue();
        caller.destroyForcibly();
      } else {
        caller.destroy();
      }
      assertThat(soon(() -> !trained.isAlive())).isTrue();
      assertThat(soon(() -> !caller.isAlive())).isTrue();
    } finally {
      caller.descendants().forEach(ProcessHandle::destroyForcibly);
      caller.destroyForcibly();
    }
  }

  @Test
  void aSecondTrainerIsRefusedWhileTheFirstOneRuns() throws Exception {
    Path pid = folder.resolve("trainer.pid");
    Process first = new ProcessBuilder(List.of("sleep", "600")).start();
    try {
      Files.writeString(pid, first.pid() + " " + ProcessTree.started(first.toHandle()));
      assertThatThrownBy(() -> ShellCommand.requireNone(pid, Duration.ofMillis(50)))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("still works here, process " + first.pid());
    } finally {
      first.destroyForcibly().waitFor();
    }
    ShellCommand.alone("true", Map.of(), pid);
    assertThat(pid).doesNotExist();
    Files.writeString(pid, ProcessHandle.current().pid() + " 12"); // a later one of this number
    ShellCommand.alone("true", Map.of(), pid);
    assertThat(pid).doesNotExist();
  }
}
