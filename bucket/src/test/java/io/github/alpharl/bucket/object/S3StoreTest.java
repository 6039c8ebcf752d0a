package io.github.alpharl.bucket.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.alpharl.bucket.object.ObjectStore.Item;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store makes of lists and refusals, of a server that answers as the test says. */
class S3StoreTest {

  private static final BucketPlace RUN = BucketPlace.of("s3://bucket/run");
  private static final int PAGE = 1000;

  private final Map<String, String> before = new TreeMap<>();
  private HttpServer server;
  private Function<String, Answer> answers;
  private int asked;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    set("aws.endpointUrlS3", "http://127.0.0.1:" + server.getAddress().getPort());
    set("aws.region", "us-east-1");
    set("aws.accessKeyId", "key");
    set("aws.secretAccessKey", "a-secret");
  }

  private void set(String name, String value) {
    before.put(name, System.getProperty(name, ""));
    System.setProperty(name, value);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    before.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked++;
    Answer answer = answers.apply(exchange.getRequestURI().getRawQuery());
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-west-1");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static List<String> list() {
    try (ObjectStore store = new S3Store()) {
      return store.list(RUN).stream().map(Item::place).map(BucketPlace::key).toList();
    }
  }

  private static String of(String query, String name) {
    Matcher matcher = Pattern.compile("(?:^|&)" + name + "=([^&]*)").matcher(query);
    return matcher.find() ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : "";
  }

  /** Lists those of {@code keys}, in order, that the query asks for, as S3 does. */
  private static Answer page(List<String> keys, String query) {
    String prefix = of(query, "prefix");
    List<String> all = keys.stream().filter(key -> key.startsWith(prefix)).toList();
    String most = of(query, "max-keys");
    String token = of(query, "continuation-token");
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    int to = Math.min(all.size(), from + (most.isEmpty() ? PAGE : Integer.parseInt(most)));
    StringBuilder body = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
    body.append("<IsTruncated>").append(to < all.size()).append("</IsTruncated>");
    body.append("<NextContinuationToken>").append(to).append("</NextContinuationToken>");
    for (String key : all.subList(from, to)) {
      body.append("<Contents><Key>").append(URLEncoder.encode(key, StandardCharsets.UTF_8));
      body.append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>");
      body.append("<ETag>\"1\"</ETag><Size>1</Size></Contents>");
    }
    return new Answer(200, body.append("</ListBucketResult>").toString());
  }

  @Test
  void listsWhatLiesBelowInAllPages() {
    List<String> keys =
        Stream.of(
                Stream.of("run", "run-2/a", "run/", "run/a b+c%20&<>", "run/\n\u0001", "run/ä😀"),
                IntStream.range(0, 2 * PAGE).mapToObj("run/logs/%06d"::formatted),
                IntStream.range(0, 3 * PAGE).mapToObj("run2/%06d"::formatted))
            .flatMap(all -> all)
            .sorted()
            .toList();
    answers = query -> page(keys, query);
    assertThat(list())
        .containsExactlyInAnyOrderElementsOf(
            keys.stream()
                .filter(key -> key.equals("run") || (key.startsWith("run/") && key.length() > 4))
                .toList());
    assertThat(asked).isEqualTo(4); // its own key, and three pages: run2 has three more
  }

  @Test
  void aListThatDoesNotEndIsRefused() {
    answers =
        _ ->
            new Answer(
                200,
                "<ListBucketResult><IsTruncated>true</IsTruncated>"
                    + "<NextContinuationToken>1</NextContinuationToken></ListBucketResult>");
    refused("no list of objects that ends");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html><body>Sign in</body></html>", "{\"keys\": []}", "no\nlist"})
  void anAnswerThatIsNoneOfS3IsRefused(String body) {
    answers = _ -> new Answer(200, body);
    refused("s3://bucket/run: the store", "check the endpoint");
  }

  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, 'another region, eu-west-1 (301 PermanentRedirect)'",
    "307, TemporaryRedirect, 'another region, eu-west-1 (307 TemporaryRedirect)'",
    "400, AuthorizationHeaderMalformed, set AWS_REGION",
    "400, ExpiredToken, credentials have expired (400 ExpiredToken)",
    "403, RequestTimeTooSkewed, this machine's clock is too far from the store's",
    "403, InvalidObjectState, lies in an archive (403 InvalidObjectState)",
    "403, AccessDenied, refuses access (403 AccessDenied)",
    "404, NoSuchBucket, is not there (404 NoSuchBucket)",
    "503, SlowDown, failed again and again (503 SlowDown)"
  })
  void refusalsSayWhatToDo(int status, String code, String sentence) {
    answers = _ -> new Answer(status, "<Error><Code>" + code + "</Code></Error>");
    refused("s3://bucket/run: ", sentence);
  }

  private static void refused(String... parts) {
    assertThatThrownBy(S3StoreTest::list)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1)
        .doesNotContain("a-secret");
  }
}
