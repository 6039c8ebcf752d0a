package io.github.alpharl.eval.reward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.grade.Grader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A grading service over HTTP, for this machine alone: it listens on the loopback address. {@code
 * POST /grade} takes what a line of {@link GradingService} holds, {@code GET /} says that it is
 * there.
 */
public final class GradingServer implements AutoCloseable {

  private static final int LONGEST = 256 << 20;

  private final GradingService service;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final HttpServer server;

  private GradingServer(GradingService service, HttpServer server) {
    this.service = service;
    this.server = server;
  }

  /** A server on {@code port}; 0 takes a free one. */
  public static GradingServer start(GradingService service, int port) {
    if (port < 0 || port > 65535) {
      throw UsageException.of("a port lies between 0 and 65535, not %d", port);
    }
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      GradingServer server = new GradingServer(service, HttpServer.create(address, 0));
      server.listen();
      return server;
    } catch (IOException e) {
      throw EnvironmentException.because(
          "port " + port + " cannot be listened on: " + e.getMessage(), e);
    }
  }

  private void listen() {
    server.createContext("/", exchange -> send(exchange, 200, hello()));
    server.createContext("/grade", this::grade);
    server.setExecutor(threads);
    server.start();
  }

  private static String hello() {
    return "{\"grader\":\"" + Grader.VERSION + "\"}";
  }

  private void grade(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      send(exchange, 405, "{\"error\":\"POST a case, or a list of cases\"}");
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST);
    if (body.length == LONGEST) {
      send(exchange, 413, "{\"error\":\"at most 256 MiB at a time\"}");
      return;
    }
    send(exchange, 200, service.answer(new String(body, StandardCharsets.UTF_8)));
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Where it listens, such as {@code http://127.0.0.1:8123}. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
