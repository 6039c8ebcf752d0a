package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A server on loopback that answers sums such as "3+5?", every second answer to a question right,
 * in whatever way a test wants.
 */
final class OddServer implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  /** One way to answer. */
  @FunctionalInterface
  interface Behaviour {
    void answer(Call call) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, AtomicInteger> given = new ConcurrentHashMap<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();

  OddServer(Behaviour behaviour) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/", exchange -> answer(behaviour, exchange));
    server.start();
  }

  private void answer(Behaviour behaviour, HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    JsonNode request = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    bodies.add(request);
    behaviour.answer(new Call(exchange, request, count.getAndIncrement(), given));
    exchange.close();
  }

  /** Asked by chat, {@code atOnce} answers at a time. */
  ServerOptions options(int atOnce, Duration patience) {
    return new ServerOptions(
        ServerOptions.address(endpoint()),
        "m",
        "",
        new ApiKey(Optional.empty(), "K"),
        new Prompting.Chat(),
        JSON.createObjectNode(),
        atOnce,
        patience,
        Backoff.STANDARD);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  int requests() {
    return count.get();
  }

  List<JsonNode> bodies() {
    return bodies;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** One request, and the ways to answer it. */
  record Call(
      HttpExchange exchange, JsonNode request, int number, Map<String, AtomicInteger> given) {

    String prompt() {
      JsonNode messages = request.path("messages");
      return messages.path(messages.size() - 1).path("content").asText();
    }

    int n() {
      return request.path("n").asInt(1);
    }

    /** The left number of the sum. */
    int problem() {
      return Integer.parseInt(prompt().replaceAll("(?s)\\+.*", ""));
    }

    /** The next answer to this question: right, wrong, right, … */
    String text() {
      int before = given.computeIfAbsent(prompt(), p -> new AtomicInteger()).getAndIncrement();
      return "I think \\boxed{" + (problem() + 5 + before % 2) + "}.";
    }

    /** A usual reply with {@code n} answers, each changed by {@code change}. */
    ObjectNode reply(int n, Consumer<ObjectNode> change) {
      ObjectNode reply = JSON.createObjectNode();
      reply.put("id", "x").put("object", "chat.completion").put("created", 1).put("model", "m");
      ArrayNode choices = reply.putArray("choices");
      for (int i = 0; i < n; i++) {
        ObjectNode choice = choices.addObject().put("index", i).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text());
        change.accept(choice);
      }
      reply.putObject("usage").put("prompt_tokens", 5).put("completion_tokens", 10 * n);
      return reply;
    }

    ObjectNode reply() {
      return reply(n(), choice -> {});
    }

    void send(ObjectNode reply) throws IOException {
      send(200, "application/json", reply.toString());
    }

    void send(int status, String type, String body) throws IOException {
      send(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    void send(int status, String type, byte[] bytes) throws IOException {
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    void refuse(int status, String message) throws IOException {
      ObjectNode body = JSON.createObjectNode();
      body.putObject("error").put("message", message).put("code", status);
      send(status, "application/json", body.toString());
    }
  }
}
