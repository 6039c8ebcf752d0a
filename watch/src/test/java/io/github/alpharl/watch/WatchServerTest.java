package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import io.github.alpharl.watch.weight.WeightRow;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's server, asked as a browser and as others ask. */
class WatchServerTest {

  private final Session session = new Session(1000, _ -> Optional.empty());

  private void show(WatchServer server, int step, double reward) {
    session.metrics(new MetricRow(step, Map.of(Signal.REWARD, reward)));
    WatchReport report =
        session.report("runs/</script>x", List.of(), List.of(), OptionalDouble.empty());
    server.show(
        WatchPage.data(report, session.charts(), Optional.empty()),
        Prometheus.text(session, List.of(), 12.5));
  }

  private static String ask(WatchServer server, String path, String host) throws IOException {
    URI address = URI.create(server.address());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void onlyItsOwnNameIsAnsweredAndNoPathIsOpened() throws IOException {
    try (WatchServer server = WatchServer.start("127.0.0.1", 0, Optional.empty())) {
      show(server, 1, 0.5);
      assertThat(ask(server, "/healthz", "127.0.0.1")).contains("200 OK").endsWith("ok\n");
      assertThat(ask(server, "/healthz", "localhost:1")).contains("200 OK");
      assertThat(ask(server, "/healthz", "evil.example")).contains("403");
      assertThat(ask(server, "/../../etc/passwd", "localhost")).contains("404");
      String page = ask(server, "/", "localhost");
      assertThat(page)
          .contains("runs/\\u003c/script>x")
          .contains("connect-src 'self'")
          .doesNotContain("src=\"http");
      int port = URI.create(server.address()).getPort();
      assertThatThrownBy(() -> WatchServer.start("127.0.0.1", port, Optional.empty()))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("is in use");
    }
  }

  @Test
  void aTokenIsAskedForWhereThereIsOne() throws IOException {
    try (WatchServer server = WatchServer.start("127.0.0.1", 0, Optional.of("t0ken"))) {
      assertThat(ask(server, "/healthz", "localhost")).contains("403");
      assertThat(ask(server, "/healthz?token=other", "localhost")).contains("403");
      assertThat(ask(server, "/healthz?token=t0ken", "localhost")).contains("200 OK");
    }
  }

  @Test
  void eventsComeAsTheRunGrows() throws IOException {
    try (WatchServer server = WatchServer.start("127.0.0.1", 0, Optional.empty())) {
      show(server, 1, 0.5);
      URI events = URI.create(server.address() + "events");
      try (InputStream in = events.toURL().openStream();
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        assertThat(next(reader)).contains("\"steps\":1");
        show(server, 2, Double.NaN);
        assertThat(next(reader)).contains("\"steps\":2").contains("\"values\":[0.5,\"NaN\"]");
      }
    }
  }

  private static String next(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (!line.startsWith("data: ")) {
      line = reader.readLine();
    }
    return line;
  }

  @Test
  void metricsAreInPrometheusForm() throws IOException {
    try (WatchServer server = WatchServer.start("127.0.0.1", 0, Optional.empty())) {
      show(server, 3, Double.NaN);
      String text = ask(server, "/metrics", "localhost");
      List<String> lines = text.substring(text.indexOf("\r\n\r\n") + 4).lines().toList();
      Pattern sample =
          Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-z]+=\"[a-z ]+\"})? (NaN|[-+0-9.E]+)");
      assertThat(lines)
          .contains("alpharl_watch_step 3.0", "alpharl_watch_metrics_reward NaN")
          .hasSizeLessThan(100)
          .allMatch(line -> line.startsWith("# ") || sample.matcher(line).matches());
    }
  }

  @Test
  void promtoolFindsNothingWrong() throws Exception {
    Optional<Path> promtool =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(place -> Path.of(place, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        promtool.isPresent(), "skipped: no promtool on the PATH (apt-get install prometheus)");
    session.weights(new WeightRow(3, Map.of(WeightMeasure.INNOVATION, 0.5), 1, false, Double.NaN));
    session.metrics(new MetricRow(4, Map.of(Signal.REWARD, Double.NEGATIVE_INFINITY)));
    Process process =
        new ProcessBuilder(promtool.get().toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(Prometheus.text(session, List.of(), 12.5).getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEmpty();
    assertThat(process.waitFor()).isZero();
  }
}
