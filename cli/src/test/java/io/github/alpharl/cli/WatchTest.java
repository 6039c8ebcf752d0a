package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code alpharl watch} on runs that are finished. */
class WatchTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void anotherStartAndWhatIsNotFiniteShowInTheDocument() throws IOException {
    Path run = SmallRun.write(folder.resolve("run"));
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step":10,"reward":0.5}
        {"step":20,"reward":0.6}
        {"step":15,"reward":0.5}
        {"step":16,"reward":NaN}
        """);
    JsonNode document = JSON.readTree(Cli.run("watch", run, "--once", "--json").ok().out());
    assertThat(document.properties().stream().map(entry -> entry.getKey()).toList())
        .startsWith("schemaVersion", "run", "steps", "attempts", "forecast", "alerts");
    assertThat(document.path("attempts")).hasSize(2);
    assertThat(document.at("/attempts/1/from").asInt()).isEqualTo(15);
    JsonNode alert = document.at("/alerts/0");
    assertThat(alert.path("severity").asText()).isEqualTo("alarm");
    assertThat(alert.path("step").asInt()).isEqualTo(16);
    assertThat(alert.path("lastGood").asInt()).isEqualTo(10);
  }

  @Test
  void aRunWithoutACheckpointIsWatchedByItsLogAlone() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Cli.run("watch", run, "--once").refused(3, "holds no step");
    Files.writeString(
        run.resolve("metrics.jsonl"), "{\"step\":1,\"reward\":0.5}\n{\"step\":2,\"reward\":NaN}\n");
    Path page = folder.resolve("page.html");
    Cli.Result watch = Cli.run("watch", run, "--once", "--json", "--page", page).ok();
    JsonNode document = JSON.readTree(watch.out());
    assertThat(document.at("/alerts/0/channel").asText()).isEqualTo("not finite: reward");
    assertThat(document.at("/notes/0").asText()).endsWith("; the log alone is watched");
    assertThat(page).isRegularFile();
  }

  @Test
  void aRealRunOfTrlIsReadFromItsOwnFilesAndLeftAlone() throws IOException {
    Path real = SharedData.find("trl-run");
    Path store = folder.resolve("store");
    JsonNode document =
        JSON.readTree(
            Cli.run(
                    "watch",
                    real.resolve("full"),
                    "--base",
                    real.resolve("base"),
                    "--store",
                    store,
                    "--once",
                    "--json")
                .ok()
                .out());
    assertThat(document.path("steps").asInt()).isEqualTo(80);
    assertThat(document.path("alerts")).isEmpty();
    assertThat(document.at("/forecast/of").asText()).isEqualTo("validation");
    assertThat(document.path("notes").toString()).contains("written by TRL");
  }
}
