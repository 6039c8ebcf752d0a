package io.github.alpharl.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.BenchmarkFile;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.result.EvaluationListener;
import io.github.alpharl.eval.result.EvaluationRequest;
import io.github.alpharl.eval.result.EvaluationResult;
import io.github.alpharl.eval.sampler.OddServer.Behaviour;
import io.github.alpharl.eval.sampler.OddServer.Call;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that behave in all the ways that public issues tell of. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddServersTest {

  private static final int PROBLEMS = 6;
  private static final SamplingSettings SETTINGS = new SamplingSettings(2, 0.6, 0.9, 64, 7);
  private static final ObjectNode NO_FIELDS = OddServer.JSON.createObjectNode();

  @TempDir private Path folder;

  private final List<String> notes = new ArrayList<>();
  private int requests;
  private List<JsonNode> bodies = List.of();

  private Benchmark benchmark() throws IOException {
    String lines =
        IntStream.range(0, PROBLEMS)
            .mapToObj(i -> "{\"question\":\"" + i + "+5?\",\"answer\":\"" + (i + 5) + "\"}")
            .collect(Collectors.joining("\n"));
    return BenchmarkFile.read(
        Files.writeString(folder.resolve("sums.jsonl"), lines), BenchmarkKind.CUSTOM, 0);
  }

  private EvaluationResult evaluate(Behaviour behaviour) throws IOException {
    return evaluate(behaviour, "", NO_FIELDS);
  }

  private EvaluationResult evaluate(Behaviour behaviour, String tail, ObjectNode fields)
      throws IOException {
    try (OddServer server = new OddServer(behaviour)) {
      return ask(server.endpoint() + tail, fields, server);
    }
  }

  private EvaluationResult ask(String endpoint, ObjectNode fields, OddServer server)
      throws IOException {
    ServerOptions options =
        new ServerOptions(
            ServerOptions.address(endpoint),
            "m",
            "",
            new ApiKey(Optional.empty(), "MY_KEY"),
            new Prompting.Chat(),
            fields,
            4,
            Duration.ofSeconds(20),
            new Backoff(4, Duration.ofMillis(2), Duration.ofMillis(20)));
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    try (Sampler sampler = new ServerSampler(options)) {
      EvaluationRequest request =
          new EvaluationRequest(benchmark(), SETTINGS, folder.resolve("out"));
      return Evaluation.run(request, sampler, listener);
    } finally {
      requests = server.requests();
      bodies = List.copyOf(server.bodies());
    }
  }

  private static Behaviour choices(java.util.function.Consumer<ObjectNode> change) {
    return call -> call.send(call.reply(call.n(), change));
  }

  private static Behaviour replies(java.util.function.Consumer<ObjectNode> change) {
    return call -> {
      ObjectNode reply = call.reply();
      change.accept(reply);
      call.send(reply);
    };
  }

  private static ObjectNode message(ObjectNode choice) {
    return (ObjectNode) choice.get("message");
  }

  private static String content(ObjectNode choice) {
    return message(choice).path("content").asText();
  }

  /** Fails the first time that each question is asked. */
  private static Behaviour once(Behaviour fault) {
    java.util.Set<String> asked = java.util.concurrent.ConcurrentHashMap.newKeySet();
    return call -> {
      if (asked.add(call.prompt())) {
        fault.answer(call);
      } else {
        call.send(call.reply());
      }
    };
  }

  static Stream<Arguments> answersWithoutLoss() {
    return Stream.of(
        arguments("as usual", replies(r -> {})),
        arguments(
            "reasoning_content", choices(c -> message(c).put("reasoning_content", "\\boxed{1}"))),
        arguments("reasoning", choices(c -> message(c).put("reasoning", "\\boxed{1}"))),
        arguments(
            "thoughts in the content",
            choices(c -> message(c).put("content", "<think>\\boxed{1}</think>" + content(c)))),
        arguments("n ignored", (Behaviour) call -> call.send(call.reply(1, c -> {}))),
        arguments("more than asked", (Behaviour) call -> call.send(call.reply(5, c -> {}))),
        arguments("finish_reason null", choices(c -> c.putNull("finish_reason"))),
        arguments("finish_reason missing", choices(c -> c.remove("finish_reason"))),
        arguments("finish_reason unknown", choices(c -> c.put("finish_reason", "eos_token"))),
        arguments("role missing", choices(c -> message(c).remove("role"))),
        arguments("logprobs null", choices(c -> c.putNull("logprobs"))),
        arguments(
            "content in parts",
            choices(
                c -> {
                  String text = content(c);
                  message(c).putArray("content").addObject().put("type", "text").put("text", text);
                })),
        arguments("usage null", replies(r -> r.putNull("usage"))),
        arguments("usage missing", replies(r -> r.remove("usage"))),
        arguments(
            "usage with null counts",
            replies(r -> r.putObject("usage").putNull("completion_tokens"))),
        arguments("created as a fraction", replies(r -> r.put("created", 1.5))),
        arguments("service_tier unknown", replies(r -> r.put("service_tier", "platinum"))),
        arguments(
            "minimal",
            replies(
                r ->
                    r.retain("choices")
                        .path("choices")
                        .forEach(c -> ((ObjectNode) c).retain("message")))),
        arguments(
            "an error in the midst",
            once(c -> c.send(200, "application/json", "{\"error\":{\"message\":\"upstream\"}}"))),
        arguments("502 in HTML", once(c -> c.send(502, "text/html", "<html>502</html>"))),
        arguments("503 loading", once(c -> c.refuse(503, "Loading model"))),
        arguments("half a body", once(c -> c.send(200, "application/json", "{\"choices\":[{"))),
        arguments("reset", once(c -> c.exchange().close())),
        arguments("an empty body", once(c -> c.send(200, "application/json", ""))),
        arguments("429, at once again", once(c -> later(c, 429, "0.01"))),
        arguments("503, half a second", once(c -> later(c, 503, "0.05"))),
        arguments(
            "503, until a day that is over",
            once(c -> later(c, 503, "Mon, 01 Jan 2024 00:00:00 GMT"))),
        arguments("in chunks", (Behaviour) OddServersTest::inChunks),
        arguments("no connection is kept", (Behaviour) OddServersTest::unkept),
        arguments("no answer, the connection ends", once(c -> {})),
        arguments("slow", (Behaviour) OddServersTest::slowly),
        arguments(
            "emoji and line separators",
            choices(c -> message(c).put("content", "\u2028\ud83d\ude00\u0000 " + content(c)))),
        arguments(
            "a lone surrogate, escaped",
            (Behaviour)
                c ->
                    c.send(
                        200,
                        "application/json",
                        c.reply().toString().replace("I think", "\\ud83d I think"))),
        arguments("bytes that are no UTF-8", (Behaviour) OddServersTest::rawSurrogate),
        arguments(
            "4 MiB", choices(c -> message(c).put("content", "x".repeat(4 << 20) + content(c)))));
  }

  private static void later(Call call, int status, String when) throws IOException {
    call.exchange().getResponseHeaders().add("Retry-After", when);
    call.refuse(status, "later");
  }

  private static void inChunks(Call call) throws IOException {
    byte[] bytes = call.reply().toString().getBytes(StandardCharsets.UTF_8);
    call.exchange().getResponseHeaders().add("Content-Type", "application/json");
    call.exchange().sendResponseHeaders(200, 0);
    for (byte b : bytes) {
      call.exchange().getResponseBody().write(b);
    }
  }

  private static void unkept(Call call) throws IOException {
    call.exchange().getResponseHeaders().add("Connection", "close");
    call.send(call.reply());
  }

  private static void slowly(Call call) throws IOException {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    call.send(call.reply());
  }

  private static void rawSurrogate(Call call) throws IOException {
    byte[] bytes =
        call.reply()
            .toString()
            .replace("I think", "\u0001\u0001\u0001")
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 1 ? (byte) 0xed : bytes[i];
    }
    call.send(200, "application/json", bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void answersWithoutLoss(String name, Behaviour behaviour) throws IOException {
    EvaluationResult result = evaluate(behaviour);
    assertThat(result.summary().figures().average().value()).as(name).isEqualTo(0.5);
    assertThat(result.summary().figures().passAt().get(2).value()).as(name).isEqualTo(1);
    assertThat(result.cautions()).isEmpty();
  }

  static Stream<Arguments> emptyAnswers() {
    return Stream.of(
        arguments(
            "content null beside reasoning_content",
            true,
            choices(c -> message(c).put("reasoning_content", content(c)).putNull("content"))),
        arguments(
            "content empty beside reasoning",
            true,
            choices(c -> message(c).put("reasoning", content(c)).put("content", ""))),
        arguments("content empty", false, choices(c -> message(c).put("content", ""))),
        arguments("no content", false, choices(c -> message(c).remove("content"))),
        arguments(
            "filtered",
            false,
            choices(
                c ->
                    message(c.put("finish_reason", "content_filter"))
                        .put("refusal", "no")
                        .putNull("content"))),
        arguments(
            "a tool is called",
            false,
            choices(
                c ->
                    message(c.put("finish_reason", "tool_calls"))
                        .putNull("content")
                        .putArray("tool_calls"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void emptyAnswers(String name, boolean reasoned, Behaviour behaviour) throws IOException {
    EvaluationResult result = evaluate(behaviour);
    assertThat(result.summary().figures().average().value()).isZero();
    assertThat(result.summary().figures().count(reasoned ? Ending.REASONING_ONLY : Ending.EMPTY))
        .as(name)
        .isEqualTo(12);
    assertThat(result.cautions().getFirst()).startsWith("12 of 12 answers are empty");
    assertThat(result.cautions().getFirst().contains("reasoning parser")).isEqualTo(reasoned);
  }

  @Test
  void thoughtsCutAtTheLongestLengthAreCut() throws IOException {
    EvaluationResult result =
        evaluate(
            choices(
                c ->
                    message(c.put("finish_reason", "length"))
                        .put("reasoning", content(c))
                        .putNull("content")));
    assertThat(result.summary().figures().truncated()).isEqualTo(1);
  }

  @Test
  void aServerThatRefusesSeveralAtOnceIsAskedOneByOne() throws IOException {
    EvaluationResult result =
        evaluate(
            call -> {
              if (call.n() > 1) {
                call.refuse(400, "'n' : number must be at most 1");
              } else {
                call.send(call.reply());
              }
            });
    assertThat(result.summary().figures().average().value()).isEqualTo(0.5);
    assertThat(notes).hasSize(1).first().asString().contains("one by one");
    assertThat(bodies).filteredOn(b -> b.path("n").asInt() > 1).hasSizeBetween(1, 4);
    assertThat(bodies.stream().map(b -> b.path("seed").asLong()).distinct()).hasSize(12);
  }

  @Test
  void oneRefusedProblemDoesNotStopTheOthers() throws IOException {
    EvaluationResult result =
        evaluate(
            call -> {
              if (call.problem() == 0) {
                call.refuse(400, "maximum context length is 8");
              } else {
                call.send(call.reply());
              }
            });
    assertThat(result.summary().figures().average().value()).isEqualTo(5.0 / 12);
    assertThat(result.summary().figures().count(Ending.REFUSED)).isEqualTo(2);
    assertThat(result.cautions().getFirst()).startsWith("2 of 12 answers were refused");
    assertThat(Files.readString(folder.resolve("out/samples.jsonl")))
        .contains("maximum context length is 8");
  }

  @Test
  void aRefusedProblemThatIsLeftAloneCanBeFinished() throws IOException {
    AtomicBoolean second = new AtomicBoolean();
    Behaviour behaviour =
        call -> {
          if (call.problem() > 0) {
            call.send(call.reply());
          } else if (second.get()) {
            call.refuse(400, "too long");
          }
        };
    try (OddServer server = new OddServer(behaviour)) {
      assertThatThrownBy(() -> ask(server.endpoint(), NO_FIELDS, server))
          .hasMessageContaining("1 of 6 problems");
      second.set(true);
      EvaluationResult result = ask(server.endpoint(), NO_FIELDS, server);
      assertThat(result.summary().figures().count(Ending.REFUSED)).isEqualTo(2);
      assertThat(result.effort()).isEqualTo("2 of 12 answers asked, 10 reused");
    }
  }

  @Test
  void fieldsAreAddedRenamedAndRemoved() throws IOException {
    ObjectNode fields = OddServer.JSON.createObjectNode();
    fields.put("max_completion_tokens", 9).put("top_k", 20).putNull("max_tokens").putNull("seed");
    fields.putObject("chat_template_kwargs").put("enable_thinking", false);
    fields.putArray("messages").addObject().put("role", "system").put("content", "Be brief.");
    evaluate(replies(r -> {}), "", fields);
    assertThat(bodies)
        .allSatisfy(
            body -> {
              assertThat(body.has("max_tokens") || body.has("seed")).isFalse();
              assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(9);
              assertThat(body.path("top_k").asInt()).isEqualTo(20);
              assertThat(body.path("chat_template_kwargs").path("enable_thinking").asBoolean(true))
                  .isFalse();
              assertThat(body.path("messages")).hasSize(2);
              assertThat(body.path("messages").path(0).path("role").asText()).isEqualTo("system");
            });
  }

  static Stream<Arguments> stops() {
    return Stream.of(
        arguments(
            "max_tokens refused",
            8,
            "400: use max_completion_tokens",
            (Behaviour) c -> c.refuse(400, "use max_completion_tokens")),
        arguments(
            "a seed is unknown",
            8,
            "422: n: \"too large\"",
            (Behaviour)
                c ->
                    c.send(
                        422,
                        "application/json",
                        "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"too large\"}]}")),
        arguments(
            "no model of that name",
            4,
            "404: The model `m` does not exist",
            (Behaviour) c -> c.refuse(404, "The model `m` does not exist")),
        arguments(
            "no key",
            4,
            "belongs into the variable MY_KEY",
            (Behaviour) c -> c.refuse(401, "Unauthorized")),
        arguments(
            "an error with 200",
            16,
            "an error: no credit",
            (Behaviour)
                c -> c.send(200, "application/json", "{\"error\":{\"message\":\"no credit\"}}")),
        arguments(
            "500 with words",
            16,
            "status 500: CUDA out of memory",
            (Behaviour) c -> c.refuse(500, "CUDA out of memory")),
        arguments(
            "HTML with 200",
            8,
            "text/html instead of JSON",
            (Behaviour) c -> c.send(200, "text/html", "<html>Login</html>")),
        arguments(
            "events with 200",
            8,
            "text/event-stream instead of JSON",
            (Behaviour) c -> c.send(200, "text/event-stream", "data: {}\n\n")),
        arguments(
            "moved",
            4,
            "moved to http://elsewhere",
            (Behaviour)
                c -> {
                  c.exchange().getResponseHeaders().add("Location", "http://elsewhere");
                  c.send(307, "text/plain", "");
                }));
  }

  /** With four at a time and four attempts: the first round is all that is asked. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void stops(String name, int most, String words, Behaviour behaviour) {
    assertThatThrownBy(() -> evaluate(behaviour))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(words);
    assertThat(requests).as(name).isBetween(1, most);
  }

  @Test
  void aWrongAddressIsRecognised() throws IOException {
    assertThatThrownBy(
            () ->
                evaluate(
                    c -> c.send(404, "application/json", "{\"detail\":\"Not Found\"}"),
                    "/chat/completions",
                    NO_FIELDS))
        .hasMessageContaining("404: Not Found")
        .hasMessageContaining("ends with /v1");
    try (OddServer server = new OddServer(call -> call.send(call.reply()))) {
      String host = server.endpoint().replace("/v1", "");
      assertThatThrownBy(() -> ask(host, NO_FIELDS, server)).hasMessageContaining("ends with /v1");
    }
    assertThat(evaluate(replies(r -> {}), "/", NO_FIELDS).asked()).isEqualTo(12);
  }

  @Test
  void whatIsNoAddressIsOneSentence() {
    for (String text :
        List.of("localhost:8000/v1", "127.0.0.1:8000/v1", "ftp://x/v1", "http://a b")) {
      assertThatThrownBy(
              () ->
                  new ServerOptions(
                      ServerOptions.address(text),
                      "m",
                      "",
                      new ApiKey(Optional.empty(), "K"),
                      new Prompting.Chat(),
                      NO_FIELDS,
                      1,
                      Duration.ofSeconds(1),
                      Backoff.STANDARD))
          .isInstanceOf(AlphaRlException.class)
          .hasMessageContaining("such as http://localhost:8000/v1, not " + text);
    }
  }

  @Test
  void nobodyListens() throws IOException {
    String endpoint;
    try (OddServer server = new OddServer(c -> {})) {
      endpoint = server.endpoint();
    }
    try (OddServer other = new OddServer(c -> {})) {
      assertThatThrownBy(() -> ask(endpoint, NO_FIELDS, other))
          .hasMessageContaining("nobody listens there");
    }
    assertThat(URI.create(endpoint).getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void anUnknownHostAndAWrongProtocolAreOneSentence() throws IOException {
    try (OddServer server = new OddServer(c -> c.send(c.reply()))) {
      assertThatThrownBy(() -> ask("http://no-such-host.invalid/v1", NO_FIELDS, server))
          .hasMessageContaining("there is no such host");
      try (ServerSocket plain = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
        Thread.startVirtualThread(() -> badRequests(plain));
        String secure = "https://127.0.0.1:" + plain.getLocalPort() + "/v1";
        assertThatThrownBy(() -> ask(secure, NO_FIELDS, server))
            .isInstanceOf(EnvironmentException.class)
            .hasMessageContaining(secure);
      }
    }
  }

  /** As servers that speak no TLS answer its first bytes. */
  private static void badRequests(ServerSocket server) {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          if (client.getInputStream().read() >= 0) {
            client
                .getOutputStream()
                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void thoughtsThatNeverEndAreNoAnswer() throws IOException {
    EvaluationResult result =
        evaluate(
            choices(
                c ->
                    message(c.put("finish_reason", "length"))
                        .put("content", "<think>maybe " + content(c))));
    assertThat(result.summary().figures().average().value()).isZero();
    assertThat(result.summary().figures().truncated()).isEqualTo(1);
    assertThat(result.summary().figures().unparsable()).isEqualTo(1);
  }

  /** The server's reasoning parser keeps the content null until the thoughts end. */
  @Test
  void aNullContentThatTheLengthCutIsCut() throws IOException {
    EvaluationResult result =
        evaluate(
            choices(
                c ->
                    message(c.put("finish_reason", "length"))
                        .put("reasoning_content", "maybe " + content(c))
                        .putNull("content")));
    assertThat(result.summary().figures().average().value()).isZero();
    assertThat(result.summary().figures().truncated()).isEqualTo(1);
    assertThat(result.summary().figures().unparsable()).isEqualTo(1);
  }

  @Test
  void triesThatGoOnAreTold() throws IOException {
    evaluate(once(c -> c.refuse(503, "Loading model")));
    assertThat(notes).hasSize(1).first().asString().contains("status 503: Loading model", "again");
  }

  @Test
  void manySamplesAreAskedInParts() throws IOException {
    assertThat(sizes(new SamplingSettings(40, 1, 1, 64, 7))).containsOnly(16, 8);
  }

  /** Two answers of 262,144 tokens are a mebibyte and more each. */
  @Test
  void longAnswersAreAskedInSmallerParts() throws IOException {
    assertThat(sizes(new SamplingSettings(5, 1, 1, 1 << 18, 7))).containsOnly(2, 1);
  }

  /** How many samples each request asks for. */
  private List<Integer> sizes(SamplingSettings many) throws IOException {
    try (OddServer server = new OddServer(call -> call.send(call.reply()))) {
      ServerOptions options = server.options(4, Duration.ofSeconds(5));
      try (Sampler sampler = new ServerSampler(options)) {
        EvaluationResult result =
            Evaluation.run(
                new EvaluationRequest(benchmark(), many, folder.resolve("many")),
                sampler,
                EvaluationListener.NONE);
        assertThat(result.summary().figures().average().value()).isBetween(0.4, 0.6);
      }
      return server.bodies().stream().map(b -> b.path("n").asInt(1)).toList();
    }
  }
}
