package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.Receiver;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.policy.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
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
    try (Receiver receiver = new Receiver(_ -> 200)) {
      String address = receiver.address("/token-of-mine");
      BlockingQueue<String> bodies = receiver.bodies();
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
    }
  }
}
