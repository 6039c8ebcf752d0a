package io.github.alpharl.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The page of a live watch on this machine: {@code /}, {@code /events} (server-sent), {@code
 * /metrics} (Prometheus) and {@code /healthz}. It opens no path of a request and answers no other
 * host's name; another address than the machine's own needs a token.
 */
public final class WatchServer implements AutoCloseable {

  private static final String LOCAL = "127.0.0.1";
  private static final long KEEP_ALIVE_SECONDS = 15;

  private final HttpServer server;
  private final Optional<String> token;
  private final String host;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private String data = "{}";
  private String metrics = "";
  private ObjectNode document;
  private long version;
  private boolean closed;

  private WatchServer(HttpServer server, String host, Optional<String> token) {
    this.server = server;
    this.host = host;
    this.token = token;
  }

  /**
   * Serves from now on.
   *
   * @param host the address, 127.0.0.1 or with a token another one
   * @param port 0 for a free one
   * @param token what a request must carry as {@code ?token=}
   * @throws EnvironmentException if the port is in use
   */
  public static WatchServer start(String host, int port, Optional<String> token) {
    try {
      HttpServer http = HttpServer.create(new InetSocketAddress(host, port), 16);
      WatchServer server = new WatchServer(http, host, token);
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      http.createContext("/", server::answer);
      http.start();
      return server;
    } catch (BindException e) {
      throw EnvironmentException.because(
          "the port " + port + " of " + host + " is in use; name another one, or 0 for a free one",
          e);
    } catch (IOException e) {
      throw EnvironmentException.because("cannot serve on " + host + ": " + e.getMessage(), e);
    }
  }

  /** Where it is. */
  public String address() {
    return "http://" + host + ":" + server.getAddress().getPort() + "/";
  }

  /** Shows {@code page} and {@code prometheus} from now on. */
  public void show(ObjectNode page, String prometheus) {
    String text = page.toString();
    lock.lock();
    try {
      document = page;
      data = text;
      metrics = prometheus;
      version++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "only GET\n");
      } else if (!isOwnHost(exchange) || !hasToken(exchange)) {
        send(exchange, 403, "text/plain", "forbidden\n");
      } else {
        switch (exchange.getRequestURI().getPath()) {
          case "/" -> page(exchange);
          case "/events" -> events(exchange);
          case "/metrics" -> send(exchange, 200, "text/plain; version=0.0.4", metrics);
          case "/healthz" -> send(exchange, 200, "text/plain", "ok\n");
          default -> send(exchange, 404, "text/plain", "not found\n");
        }
      }
    }
  }

  /** Against names that were made to point here: only the machine's own are answered. */
  private boolean isOwnHost(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Host");
    String name = given == null ? "" : given.replaceFirst(":\\d+$", ""); // "127.0.0.1:8080"
    return name.equals(LOCAL) || name.equals("localhost") || name.equals(host);
  }

  private boolean hasToken(HttpExchange exchange) {
    if (token.isEmpty()) {
      return true;
    }
    String query = exchange.getRequestURI().getQuery();
    String given = query != null && query.startsWith("token=") ? query.substring(6) : "";
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.get().getBytes(StandardCharsets.UTF_8));
  }

  private void page(HttpExchange exchange) throws IOException {
    ObjectNode shown = document;
    String html = shown == null ? "" : WatchPage.html(shown, true);
    send(exchange, 200, "text/html; charset=utf-8", html);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
    long sent = 0;
    while (true) {
      Optional<Message> next = next(sent);
      if (next.isEmpty()) {
        return;
      }
      out.write(next.get().text().getBytes(StandardCharsets.UTF_8));
      out.flush();
      sent = next.get().version();
    }
  }

  private record Message(String text, long version) {}

  /** The next message after version {@code sent}; a comment to keep the line; empty at the end. */
  private Optional<Message> next(long sent) {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(KEEP_ALIVE_SECONDS);
      while (version == sent && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        return Optional.empty();
      }
      String text = version == sent ? ": still there\n\n" : "data: " + data + "\n\n";
      return Optional.of(new Message(text, version));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    server.stop(0);
  }
}
