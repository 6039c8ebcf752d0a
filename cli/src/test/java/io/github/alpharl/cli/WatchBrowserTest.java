package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.watch.LiveRun;
import io.github.alpharl.watch.LiveWatch;
import io.github.alpharl.watch.Until;
import io.github.alpharl.watch.WatchOptions;
import io.github.alpharl.watch.WatchReport;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.policy.Policy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a live watch in a browser, while the run grows. */
class WatchBrowserTest {

  private static final LiveRun.Listener SILENT =
      new LiveRun.Listener() {
        @Override
        public void note(String note) {}

        @Override
        public void alert(Alert alert, WatchReport now) {}
      };

  @TempDir private Path temp;

  private LiveRun live(Path run, int port) {
    return new LiveRun(
        new LiveWatch.Place(run, run, run.resolve(".alpharl/watch")),
        new LiveRun.Options(
            WatchOptions.DEFAULT,
            Policy.NONE,
            Until.STOPPED,
            Duration.ofMillis(50),
            "127.0.0.1",
            OptionalInt.of(port),
            Optional.empty()),
        () -> RunStudy.open(run, StudyOptions.DEFAULT, StudyListener.SILENT),
        SILENT);
  }

  private static void until(Chromium browser, String condition) throws Exception {
    browser.evaluate(
        "new Promise((yes, no) => { const started = Date.now(); const look = () => "
            + condition
            + " ? yes(true) : Date.now() - started > 60000 ? no(new Error('waited in vain')) :"
            + " setTimeout(look, 50); look(); })");
  }

  @Test
  void newPointsAndAlertsAppearWithoutAReloadAndAfterARestartOfTheWatch() throws Exception {
    try (Chromium browser = Chromium.start(temp)) {
      Path all = SmallRun.write(temp.resolve("all"));
      Path run = Files.createDirectory(temp.resolve("run"));
      Files.move(all.resolve("step-0"), run.resolve("step-0"));
      Files.move(all.resolve("step-10"), run.resolve("step-10"));
      Path log = Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1,\"reward\":0.5}\n");
      LiveRun first = live(run, 0);
      Thread watching = Thread.ofVirtual().start(first::run);
      URI address = URI.create(first.address().orElseThrow());
      browser.open(address);
      browser.evaluate("window.stays = true");
      until(browser, "alpharlWatch.drawn().includes('chart-weights-norm')");
      assertThat(browser.evaluate("document.querySelector('.alert') === null").asBoolean())
          .isTrue();
      Files.move(all.resolve("step-20"), run.resolve("step-20"));
      Files.move(all.resolve("step-30"), run.resolve("step-30"));
      Files.copy(all.resolve("scores.csv"), run.resolve("scores.csv"));
      Files.writeString(
          log,
          "{\"step\":21,\"reward\":0.6}\n{\"step\":22,\"reward\":NaN}\n",
          StandardOpenOption.APPEND);
      until(browser, "alpharlWatch.data().charts['weights: norm'].steps.length == 3");
      until(browser, "document.querySelector('.alert.alarm') !== null");
      first.stop();
      watching.join();
      first.close();
      LiveRun second = live(run, address.getPort());
      watching = Thread.ofVirtual().start(second::run);
      Files.writeString(
          log,
          "{\"step\":23,\"reward\":0.7}\n{\"step\":24,\"reward\":0.7}\n",
          StandardOpenOption.APPEND);
      until(browser, "alpharlWatch.data().steps >= 23");
      assertThat(browser.evaluate("window.stays").asBoolean()).isTrue();
      assertThat(browser.evaluate("document.querySelectorAll('.alert').length").asInt())
          .isEqualTo(1);
      assertThat(browser.evaluate("alpharlWatch.drawn().includes('map')").asBoolean()).isTrue();
      browser.send(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
      until(browser, "innerWidth == 360");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(360);
      assertThat(browser.evaluate("alpharlWatch.drawn().length").asInt()).isLessThanOrEqualTo(30);
      assertThat(browser.events("Log.entryAdded"))
          .noneMatch(entry -> entry.toString().contains("Content Security Policy"));
      second.stop();
      watching.join();
      second.close();
    }
  }
}
