package io.github.alpharl.watch.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.Json;
import io.github.alpharl.watch.alert.Alert;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Sends alerts on a thread of its own, so that a receiver that hangs never delays the watch. One
 * that fails is tried again; what is not delivered stays in alerts.jsonl and is sent after a
 * restart. Neither the address nor an answer is ever told: both may hold secrets.
 */
public final class Webhook implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int QUEUE = 256;
  private static final int TRIES = 6;

  private final URI address;
  private final Policy.Form form;
  private final Duration pause;
  private final Duration patience;
  private final Consumer<Alert> delivered;
  private final Consumer<String> notes;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(QUEUE);
  private final HttpClient client;
  private final Thread sender = Thread.ofVirtual().name("webhook").unstarted(this::work);

  /**
   * A webhook, which starts to send at once.
   *
   * @param pause before the second try; each later one waits twice as long
   * @param delivered told of each alert that was taken
   * @param notes told of those that were not
   */
  public Webhook(
      URI address,
      Policy.Form form,
      Duration pause,
      Consumer<Alert> delivered,
      Consumer<String> notes) {
    this(address, form, pause, PATIENCE, delivered, notes);
  }

  Webhook(
      URI address,
      Policy.Form form,
      Duration pause,
      Duration patience,
      Consumer<Alert> delivered,
      Consumer<String> notes) {
    this.address = address;
    this.form = form;
    this.pause = pause;
    this.patience = patience;
    client = HttpClient.newBuilder().connectTimeout(patience).build();
    this.delivered = delivered;
    this.notes = notes;
    sender.start();
  }

  /** Sends {@code alert} some time; returns at once. */
  public void send(Alert alert) {
    if (!queue.offer(alert)) {
      notes.accept("the webhook is behind by " + QUEUE + " alerts; they are in alerts.jsonl");
    }
  }

  private void work() {
    try {
      while (true) {
        deliver(queue.take());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Alert alert) throws InterruptedException {
    String problem = "";
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) {
        Thread.sleep(pause.multipliedBy(1L << (attempt - 1)));
      }
      problem = post(body(alert, form));
      if (problem.isEmpty()) {
        delivered.accept(alert);
        return;
      }
    }
    notes.accept(
        "the webhook did not take the alert of step "
            + alert.step()
            + " in "
            + TRIES
            + " tries ("
            + problem
            + "); it is in alerts.jsonl");
  }

  private String post(String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 ? "" : "status " + status;
    } catch (IOException e) {
      return e.getClass().getSimpleName(); // its message may hold the address
    }
  }

  /** The message about {@code alert}. */
  static String body(Alert alert, Policy.Form form) {
    ObjectNode text = Json.object();
    return switch (form) {
      case GENERIC -> alert.json().toString();
      case SLACK -> text.put("text", alert.sentence()).toString();
      case DISCORD -> text.put("content", brief(alert.sentence())).toString();
    };
  }

  /** Discord takes at most 2000 characters. */
  private static String brief(String text) {
    return text.length() <= 2000 ? text : text.substring(0, 1999) + "…";
  }

  @Override
  public void close() {
    sender.interrupt();
    client.shutdownNow();
  }
}
