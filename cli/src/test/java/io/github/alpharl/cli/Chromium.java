package io.github.alpharl.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final WebSocket socket;
  private String session;
  private int last;

  private Chromium(Process process, Path profile) throws Exception {
    this.process = process;
    this.socket =
        client
            .newWebSocketBuilder()
            .buildAsync(address(profile), new Listener())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode target = send("Target.createTarget", Map.of("url", "about:blank"));
    session =
        send(
                "Target.attachToTarget",
                Map.of("targetId", target.path("targetId").asText(), "flatten", true))
            .path("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** Starts one with its profile below {@code temp}; the calling test is skipped where none is. */
  static Chromium start(Path temp) throws Exception {
    Optional<Path> program = find();
    assumeTrue(
        program.isPresent(),
        "skipped: no chromium, chromium-browser or google-chrome on the PATH"
            + " (apt-get install chromium)");
    Path profile = Files.createDirectories(temp.resolve("profile"));
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("chromium.log").toFile())
            .start();
    try {
      return new Chromium(process, profile);
    } catch (Exception | Error e) {
      process.destroyForcibly().waitFor();
      throw e;
    }
  }

  private static Optional<Path> find() {
    String[] places =
        System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator));
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(places).map(place -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Chromium writes its port and path into its profile. */
  private static URI address(Path profile) throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    for (long i = 0; i < PATIENCE_SECONDS * 20; i++) {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() >= 2) {
          return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("Chromium did not start");
  }

  /** Sends a command and waits for its answer. */
  JsonNode send(String method, Map<String, Object> parameters) throws Exception {
    int id = ++last;
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id);
    message.put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode answer = next(node -> node.path("id").asInt() == id);
    if (answer.has("error")) {
      throw new AssertionError(method + ": " + answer.path("error"));
    }
    return answer.path("result");
  }

  private JsonNode next(Predicate<JsonNode> wanted) throws InterruptedException {
    while (true) {
      JsonNode node = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (node == null) {
        throw new AssertionError("no answer from Chromium");
      }
      if (node.has("method")) {
        events.add(node);
      }
      if (wanted.test(node)) {
        return node;
      }
    }
  }

  /** Opens {@code page} and waits until it is loaded. */
  void open(Path page) throws Exception {
    open(page.toUri());
  }

  /** Opens {@code page} and waits until it is loaded. */
  void open(URI page) throws Exception {
    events.clear();
    send("Page.navigate", Map.of("url", page.toString()));
    if (events("Page.loadEventFired").isEmpty()) {
      next(node -> node.path("method").asText().equals("Page.loadEventFired"));
    }
  }

  /** The value of a JavaScript expression, awaited where it is a promise. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** A click of the left button at these coordinates of the window. */
  void click(double x, double y) throws Exception {
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      boolean moved = type.equals("mouseMoved");
      send(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              x,
              "y",
              y,
              "button",
              moved ? "none" : "left",
              "clickCount",
              moved ? 0 : 1));
    }
  }

  /** The events of this kind since the page was opened. */
  List<JsonNode> events(String method) {
    return events.stream()
        .filter(event -> event.path("method").asText().equals(method))
        .map(event -> event.path("params"))
        .toList();
  }

  /** Asks it to end, so that it cleans up behind itself, and makes it end if it does not. */
  @Override
  public void close() {
    socket
        .sendText("{\"id\": 0, \"method\": \"Browser.close\"}", true)
        .orTimeout(5, TimeUnit.SECONDS)
        .exceptionally(gone -> socket)
        .join();
    process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
    client.shutdownNow();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean complete) {
      text.append(part);
      if (complete) {
        try {
          received.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
