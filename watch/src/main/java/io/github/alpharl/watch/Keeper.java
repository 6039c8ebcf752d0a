package io.github.alpharl.watch;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.Run;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.policy.Actions;
import io.github.alpharl.watch.policy.KeptCheckpoints;
import io.github.alpharl.watch.policy.Policy;
import io.github.alpharl.watch.policy.Webhook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Does what a policy allows: answers alerts, sends them, keeps checkpoints. */
public final class Keeper implements AutoCloseable {

  private static final String DELIVERED = "delivered.jsonl";

  private final Policy policy;
  private final Consumer<String> notes;
  private final Actions actions;
  private final KeptCheckpoints kept;
  private final Optional<Webhook> webhook;
  private final Path folder;
  private OptionalLong best = OptionalLong.empty();
  private OptionalLong good = OptionalLong.empty();

  /** The policy of a watch that keeps its things in {@code place}'s folder. */
  public Keeper(Policy policy, LiveWatch.Place place, Consumer<String> notes) {
    this.policy = policy;
    this.notes = notes;
    this.folder = place.folder();
    actions = new Actions(policy, place.run(), notes);
    kept = new KeptCheckpoints(folder.resolve("kept"));
    webhook =
        policy
            .webhook()
            .map(
                address ->
                    new Webhook(
                        address, policy.form(), Duration.ofSeconds(1), this::delivered, notes));
  }

  private void delivered(Alert alert) {
    Journal.append(folder.resolve(DELIVERED), alert.json().toString());
  }

  /** Sends what an earlier watch could not deliver. */
  public void resume() {
    if (webhook.isEmpty()) {
      return;
    }
    Set<String> delivered = new HashSet<>();
    Journal.forEachLine(folder.resolve(DELIVERED), json -> delivered.add(Alert.of(json).id()));
    Journal.forEachLine(
        folder.resolve(LiveWatch.ALERTS),
        json -> {
          Alert alert = Alert.of(json);
          if (!delivered.contains(alert.id())) {
            webhook.get().send(alert);
          }
        });
  }

  /** Answers {@code alert}. */
  public void alert(Alert alert) {
    webhook.ifPresent(hook -> hook.send(alert));
    actions.answer(alert);
  }

  /** Keeps the best and the last good checkpoint of {@code run}, where the policy asks for it. */
  public void keep(Run run, Session session) {
    if (policy.keepBest()) {
      best = keep("best", run, session.best(), best);
    }
    if (policy.keepLastGood()) {
      good = keep("last-good", run, session.lastGood(), good);
    }
  }

  private OptionalLong keep(String role, Run run, OptionalLong wanted, OptionalLong now) {
    if (wanted.isEmpty() || wanted.equals(now)) {
      return now;
    }
    long step = wanted.getAsLong();
    Path directory = run.steps().get(step);
    if (directory == null || !Files.isDirectory(directory)) {
      return now;
    }
    if (!policy.act()) {
      notes.accept("dry run: would keep step " + step + " as " + role);
      return wanted;
    }
    try {
      notes.accept("kept step " + step + " as " + role + " in " + kept.keep(role, step, directory));
      return wanted;
    } catch (EnvironmentException e) {
      notes.accept(e.getMessage());
      return now;
    }
  }

  @Override
  public void close() {
    webhook.ifPresent(Webhook::close);
  }
}
