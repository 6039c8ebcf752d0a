package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.policy.PolicyFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that a receiver did not take, over restarts of the watch. */
class KeeperTest {

  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();

  private static Alert alert(long step) {
    return new Alert(
        Severity.ALARM,
        step,
        step,
        "stall",
        OptionalDouble.empty(),
        0,
        "look",
        OptionalLong.empty(),
        1);
  }

  private Keeper keeper(String address) throws IOException {
    Path policy = folder.resolve("watch.policy");
    Files.writeString(policy, "webhook-env = HOOK\n");
    return new Keeper(
        PolicyFile.read(policy, Map.of("HOOK", address)::get),
        new LiveWatch.Place(folder, folder, folder),
        notes::add);
  }

  @Test
  void whatWasNotTakenIsSentAfterARestartAndNothingTwice() throws Exception {
    BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/token-of-mine";
    try {
      // The watch writes alerts before it sends them; this one is killed while nobody listens.
      for (long step : new long[] {5, 6}) {
        Journal.append(folder.resolve(LiveWatch.ALERTS), alert(step).json().toString());
      }
      try (Keeper dead = keeper("http://127.0.0.1:1/token-of-mine")) {
        dead.alert(alert(6));
      }
      try (Keeper again = keeper(address)) {
        again.resume();
        assertThat(bodies.take()).contains("\"step\":5");
        assertThat(bodies.take()).contains("\"step\":6");
        while (Files.notExists(folder.resolve("delivered.jsonl"))
            || Files.readAllLines(folder.resolve("delivered.jsonl")).size() < 2) {
          Thread.sleep(5);
        }
      }
      try (Keeper third = keeper(address)) {
        third.resume();
        third.alert(alert(7));
        assertThat(bodies.take()).contains("\"step\":7");
      }
      for (String name : List.of("alerts.jsonl", "delivered.jsonl")) {
        assertThat(folder.resolve(name)).content().doesNotContain("token-of-mine");
      }
      assertThat(notes).noneMatch(note -> note.contains("token-of-mine"));
    } finally {
      server.stop(0);
    }
  }
}
