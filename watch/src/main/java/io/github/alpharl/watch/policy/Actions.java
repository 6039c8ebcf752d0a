package io.github.alpharl.watch.policy;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Answers an alert as a policy allows; in a dry run it says what it would do. */
public final class Actions {

  private final Policy policy;
  private final Path run;
  private final Consumer<String> notes;

  /** The actions of {@code policy} about {@code run}. */
  public Actions(Policy policy, Path run, Consumer<String> notes) {
    this.policy = policy;
    this.run = run;
    this.notes = notes;
  }

  /** Answers {@code alert}. */
  public void answer(Alert alert) {
    if (alert.severity().compareTo(policy.on()) < 0) {
      return;
    }
    policy.stopFile().ifPresent(file -> stop(file, alert));
    policy.command().ifPresent(command -> run(command, alert));
    if (policy.rateFactor().isPresent() && alert.severity() == Severity.ALARM) {
      notes.accept(suggestion(alert));
    }
  }

  private String suggestion(Alert alert) {
    String from =
        alert.lastGood().isPresent()
            ? "from step " + alert.lastGood().getAsLong()
            : "from the start";
    return String.format(
        Locale.ROOT,
        "suggested: go on %s with %.3g times the learning rate",
        from,
        policy.rateFactor().orElseThrow());
  }

  private void stop(Path file, Alert alert) {
    if (!policy.act()) {
      notes.accept("dry run: would write the stop file " + file);
      return;
    }
    AtomicFile.write(file, alert.json() + "\n");
    notes.accept("wrote the stop file " + file);
  }

  private void run(String command, Alert alert) {
    if (!policy.act()) {
      notes.accept("dry run: would run the policy's command");
      return;
    }
    ProcessBuilder process = new ProcessBuilder("/bin/sh", "-c", command);
    String place = Mirror.current().shown(run.toAbsolutePath().toString());
    process.environment().put("ALPHARL_RUN", place);
    process.environment().put("ALPHARL_STEP", Long.toString(alert.step()));
    process.environment().put("ALPHARL_SEVERITY", alert.severity().word());
    process.environment().put("ALPHARL_CHANNEL", alert.channel());
    process
        .environment()
        .put(
            "ALPHARL_LAST_GOOD",
            alert.lastGood().isPresent() ? Long.toString(alert.lastGood().getAsLong()) : "");
    process.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process started = process.start();
      Thread.ofVirtual().name("policy").start(() -> await(started));
    } catch (IOException e) {
      notes.accept("the policy's command cannot be started: " + e.getMessage());
    }
  }

  private void await(Process command) {
    try {
      int code = command.waitFor();
      if (code != 0) {
        notes.accept("the policy's command ended with exit code " + code);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
