package io.github.alpharl.watch.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.testkit.Receiver;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a watch may do, and what it must not. */
class PolicyTest {

  private static final Alert ALERT =
      new Alert(
          Severity.ALARM,
          60,
          58,
          "reward and innovation",
          OptionalDouble.of(5.25),
          0.001,
          "look",
          OptionalLong.of(55),
          1);

  @TempDir private Path folder;

  private Policy read(String text) throws IOException {
    Path file = folder.resolve("watch.policy");
    Files.writeString(file, text);
    return PolicyFile.read(file, Map.of("HOOK", "https://hooks.example/secret")::get);
  }

  @Test
  void aPolicyIsADryRunUnlessItActs() throws IOException {
    Policy policy =
        read(
            "# what may be done\nrun = scontrol hold 7\nkeep = best, last-good\nwebhook-env = HOOK\n");
    assertThat(policy.act()).isFalse();
    assertThat(policy.command()).contains("scontrol hold 7");
    assertThat(policy.keepBest()).isTrue();
    assertThat(policy.webhook()).contains(URI.create("https://hooks.example/secret"));
    assertThat(read("act = yes\non = notice").on()).isEqualTo(Severity.NOTICE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "act = perhaps | line 2: act is yes or no",
        "rnu = x | line 2: no key 'rnu'",
        "nonsense | line 2: expected key = value",
        "keep = worst | line 2: keep is best or last-good",
        "suggest-rate-factor = 3 | line 2: suggest-rate-factor is above 0",
        "webhook-env = NONE | line 2: the variable NONE is not set",
        "stop-file = | line 2: stop-file has no value",
        "stop-file = /no/such/folder/STOP | line 2: there is no folder /no/such/folder"
      })
  void aMistakeIsRefusedWithItsLine(String line, String message) {
    assertThatThrownBy(() -> read("# first\n" + line + "\n"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSecretIsNeverInAMessage() {
    assertThatThrownBy(() -> read("webhook = ftp://host/secret"))
        .hasMessageContaining("line 1")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> read("webhook-env = https://host/secret"))
        .hasMessageContaining("webhook-env is the name of a variable")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> read("https://host/secret?a=b"))
        .hasMessageContaining("line 1: no key of that form")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPolicyThatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("watch.policy"), new byte[] {(byte) 0xff, 10});
    assertThatThrownBy(() -> PolicyFile.read(file, Map.<String, String>of()::get))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("watch.policy: is no UTF-8 text");
  }

  @Test
  void aStopFileIsWrittenOnlyWhereThePolicyActs() throws IOException {
    Path stop = folder.resolve("STOP");
    List<String> notes = new ArrayList<>();
    new Actions(read("stop-file = " + stop + "\nsuggest-rate-factor = 0.3"), folder, notes::add)
        .answer(ALERT);
    assertThat(stop).doesNotExist();
    assertThat(notes)
        .anyMatch(note -> note.startsWith("dry run"))
        .anyMatch(note -> note.contains("from step 55 with 0.300 times"));
    new Actions(read("act = yes\nstop-file = " + stop), folder, notes::add).answer(ALERT);
    assertThat(Files.readString(stop)).contains("\"severity\":\"alarm\"");
  }

  @Test
  void aKeptCheckpointSurvivesItsDeletionAndMakesWayForTheNext() throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("step-5"));
    Files.writeString(checkpoint.resolve("model.safetensors"), "weights");
    KeptCheckpoints kept = new KeptCheckpoints(folder.resolve("kept"));
    Path first = kept.keep("best", 5, checkpoint);
    Files.delete(checkpoint.resolve("model.safetensors"));
    assertThat(first.resolve("model.safetensors")).hasContent("weights");
    Files.writeString(checkpoint.resolve("model.safetensors"), "later");
    assertThat(kept.keep("best", 6, checkpoint).resolve("model.safetensors")).hasContent("later");
    assertThat(first).doesNotExist();
  }

  @Test
  void aWebhookThatFailsIsTriedAgainAndNeverDelaysTheWatch() throws Exception {
    BlockingQueue<Alert> delivered = new LinkedBlockingQueue<>();
    try (Receiver receiver = new Receiver(call -> call == 1 ? 500 : 204);
        Webhook webhook =
            new Webhook(
                URI.create(receiver.address("/secret")),
                Policy.Form.SLACK,
                Duration.ofMillis(1),
                delivered::add,
                _ -> {})) {
      webhook.send(ALERT);
      assertThat(delivered.poll(20, TimeUnit.SECONDS)).isEqualTo(ALERT);
      assertThat(receiver.calls()).isEqualTo(2);
      assertThat(receiver.bodies().poll()).startsWith("{\"text\":\"alarm at step 60");
    }
  }

  @Test
  void aReceiverThatAnswers500ForeverIsLeftBehindAndNothingIsKeptInMemory() throws Exception {
    BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    try (Receiver receiver = new Receiver(_ -> 500);
        Webhook webhook =
            new Webhook(
                URI.create(receiver.address("/secret")),
                Policy.Form.GENERIC,
                Duration.ofMillis(1),
                _ -> assertThat(receiver).as("nothing is delivered").isNull(),
                notes::add)) {
      for (int i = 0; i < 2_000; i++) {
        webhook.send(ALERT); // returns, whatever the receiver answers
      }
      assertThat(notes)
          .filteredOn(note -> note.contains("behind by 256"))
          .hasSizeGreaterThan(1_000);
      String gaveUp = notes.take();
      while (gaveUp.contains("behind")) {
        gaveUp = notes.take();
      }
      assertThat(gaveUp).contains("in 6 tries (status 500)").doesNotContain("secret");
    }
  }

  @Test
  void aWebhookThatIsNotThereIsNotedWithoutItsAddress() throws Exception {
    BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    try (Webhook webhook =
        new Webhook(
            URI.create("http://127.0.0.1:1/secret"),
            Policy.Form.GENERIC,
            Duration.ofMillis(1),
            _ -> {},
            notes::add)) {
      webhook.send(ALERT);
      assertThat(notes.poll(20, TimeUnit.SECONDS))
          .contains("step 60")
          .contains("alerts.jsonl")
          .doesNotContain("secret");
    }
    assertThat(Webhook.body(ALERT, Policy.Form.DISCORD)).startsWith("{\"content\":");
    assertThat(Webhook.body(ALERT, Policy.Form.GENERIC)).isEqualTo(ALERT.json().toString());
  }

  @Test
  void aWebhookThatHangsNeitherDelaysNorTellsItsAddress() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          await(end);
          exchange.close();
        });
    server.start();
    BlockingQueue<String> notes = new LinkedBlockingQueue<>();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret");
    try (Webhook webhook =
        new Webhook(
            address,
            Policy.Form.GENERIC,
            Duration.ofMillis(1),
            Duration.ofMillis(60),
            _ -> {},
            notes::add)) {
      for (int i = 0; i < 300; i++) {
        webhook.send(ALERT); // returns although none is taken
      }
      assertThat(notes.take())
          .isEqualTo("the webhook is behind by 256 alerts; they are in alerts.jsonl");
      String gaveUp = notes.take();
      while (gaveUp.contains("behind")) {
        gaveUp = notes.take();
      }
      assertThat(gaveUp)
          .isEqualTo(
              "the webhook did not take the alert of step 60 in 6 tries (HttpTimeoutException); it"
                  + " is in alerts.jsonl");
      assertThat(calls.get()).isPositive(); // on a busy machine a try may end before it is heard
    } finally {
      end.countDown();
      server.stop(0);
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
