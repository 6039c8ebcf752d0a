package io.github.alpharl.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A real HTTP server with OpenAI's interface that answers a sum, and misbehaves as it is told. */
public final class FaultyServer implements AutoCloseable {

  /** What may go wrong with one request. */
  public enum Fault {
    NONE,
    STALL,
    CUT,
    STATUS_429,
    STATUS_500,
    STATUS_401,
    BROKEN_JSON,
    NO_CHOICES,
    FEWER,
    EMPTY
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final IntFunction<Fault> plan;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, AtomicInteger> given = new ConcurrentHashMap<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private final Set<String> adapters = ConcurrentHashMap.newKeySet();
  private final int padding;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** A server whose request number i (from 0) meets the fault {@code plan} names. */
  public FaultyServer(IntFunction<Fault> plan) throws IOException {
    this(plan, 0);
  }

  /** Such a server whose answers begin with {@code padding} characters of reasoning. */
  public FaultyServer(IntFunction<Fault> plan, int padding) throws IOException {
    this.plan = plan;
    this.padding = padding;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", exchange -> handle(exchange, true));
    server.createContext("/v1/completions", exchange -> handle(exchange, false));
    server.createContext("/v1/models", this::models);
    server.createContext("/v1/load_lora_adapter", exchange -> adapter(exchange, adapters::add));
    server.createContext(
        "/v1/unload_lora_adapter", exchange -> adapter(exchange, adapters::remove));
    server.start();
  }

  /** Its address. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /** Requests so far. */
  public int requests() {
    return count.get();
  }

  /** Samples given so far for the prompt. */
  public Map<String, AtomicInteger> given() {
    return given;
  }

  /** The authorization headers seen. */
  public List<String> keys() {
    return keys;
  }

  /** The requests' bodies. */
  public List<JsonNode> bodies() {
    return bodies;
  }

  private void models(HttpExchange exchange) throws IOException {
    String more =
        adapters.stream().map(name -> ",{\"id\":\"" + name + "\"}").collect(Collectors.joining());
    send(exchange, 200, "{\"data\":[{\"id\":\"base\"}" + more + "]}");
  }

  /** As vLLM: a name that is there is not loaded again, an unknown one not unloaded. */
  private static void adapter(HttpExchange exchange, Predicate<String> change) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
    boolean done = change.test(request.path("lora_name").asText());
    send(exchange, done ? 200 : 404, "{}");
  }

  private void handle(HttpExchange exchange, boolean chat) throws IOException {
    Fault fault = plan.apply(count.getAndIncrement());
    JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    bodies.add(request);
    switch (fault) {
      case STALL -> stall(exchange);
      case CUT -> cut(exchange);
      case STATUS_429 -> send(exchange, 429, "{\"error\":{\"message\":\"too many\"}}");
      case STATUS_500 -> send(exchange, 500, "{\"error\":{\"message\":\"out of memory\"}}");
      case STATUS_401 ->
          send(
              exchange,
              401,
              "{\"error\":{\"message\":\"bad key "
                  + keys.getLast().replace("Bearer ", "")
                  + "\"}}");
      case BROKEN_JSON -> send(exchange, 200, "{\"id\":\"x\",\"choices\":[{\"index\":0,");
      case NO_CHOICES ->
          send(
              exchange,
              200,
              "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\"}");
      case EMPTY -> send(exchange, 200, "");
      case FEWER -> answer(exchange, request, chat, 1);
      case NONE -> answer(exchange, request, chat, request.path("n").asInt(1));
    }
  }

  private void stall(HttpExchange exchange) throws IOException {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  /** Promises more than it sends. */
  private static void cut(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 1_000);
    exchange.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void answer(HttpExchange exchange, JsonNode request, boolean chat, int n)
      throws IOException {
    String prompt =
        chat
            ? request.path("messages").path(0).path("content").asText()
            : request.path("prompt").asText();
    AtomicInteger index = given.computeIfAbsent(prompt, p -> new AtomicInteger());
    ObjectNode reply = JSON.createObjectNode();
    reply
        .put("id", "x")
        .put("object", chat ? "chat.completion" : "text_completion")
        .put("created", 1);
    ArrayNode choices = reply.put("model", "m").putArray("choices");
    for (int i = 0; i < n; i++) {
      int sample = index.getAndIncrement();
      ObjectNode choice =
          choices
              .addObject()
              .put("index", i)
              .put("finish_reason", sample % 4 == 3 ? "length" : "stop");
      String text = "so ".repeat(padding / 3) + text(prompt, sample);
      if (chat) {
        choice.putObject("message").put("role", "assistant").put("content", text);
      } else {
        choice.put("text", text);
      }
    }
    reply
        .putObject("usage")
        .put("prompt_tokens", 5)
        .put("completion_tokens", 10 * n)
        .put("total_tokens", 5 + 10 * n);
    send(exchange, 200, reply.toString());
  }

  /** The answer to "a+b?": right in three samples of four. */
  private static String text(String prompt, int sample) {
    String[] sum = prompt.replaceAll("(?s)[^0-9+].*", "").split("\\+");
    int right = Integer.parseInt(sum[0]) + Integer.parseInt(sum[1]);
    return "I think \\boxed{" + (sample % 4 == 3 ? right + 1 : right) + "}.";
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
