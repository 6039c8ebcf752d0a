package io.github.alpharl.eval.sampler;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Speaks HTTP/1.1 with one server. */
final class ServerClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(30);

  /**
   * Copies of an answer that are held while it is read, as bytes, text, JSON and samples, and a
   * part of the memory that is left alone.
   */
  private static final int COPIES = 12;

  private static final long LEAST = 1 << 20;

  private final ServerOptions options;
  private final long most;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  ServerClient(ServerOptions options) {
    this(options, share(options));
  }

  /** A client that takes at most {@code most} bytes of one answer. */
  ServerClient(ServerOptions options, long most) {
    this.options = options;
    this.most = most;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(threads)
            .build();
  }

  /** What one of the answers under way at a time may take of the memory. */
  private static long share(ServerOptions options) {
    return Math.max(
        LEAST, Runtime.getRuntime().maxMemory() / (COPIES * (long) options.concurrency()));
  }

  /** An answer is larger than there is room for. */
  static final class TooLarge extends IOException {

    private static final long serialVersionUID = 1;

    TooLarge(long most) {
      super(
          ("an answer of more than %.1f MiB, for which there is no room (more memory or fewer"
                  + " requests at a time give more)")
              .formatted(most / (double) (1 << 20)));
    }
  }

  /** A whole answer: bytes that are no UTF-8 are replaced, never a reason to lose the rest. */
  record Page(int status, String type, String retryAfter, String location, String text) {}

  /** Sends {@code body} to {@code path} below the endpoint. */
  Page post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Reads {@code path} below the endpoint. */
  Page get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(options.endpoint() + path))
            .header("Accept", "application/json");
    options.key().value().ifPresent(v -> request.header("Authorization", "Bearer " + v));
    return request;
  }

  /** The client's own time limit ends with the headers, so the whole exchange is timed here. */
  private Page send(HttpRequest.Builder request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
    try {
      return page(exchange.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException("no answer in " + seconds() + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException broken) {
        throw isTooLarge(broken) ? new TooLarge(most) : broken;
      }
      throw unexpected(e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  /** The JDK says it in words alone. */
  private static boolean isTooLarge(IOException e) {
    return String.valueOf(e.getMessage()).contains("exceeds capacity");
  }

  private String seconds() {
    return String.valueOf(options.timeout().toMillis() / 1000.0).replaceFirst("\\.0$", "");
  }

  private EnvironmentException unexpected(Throwable cause) {
    return EnvironmentException.because(options + ": " + cause, cause);
  }

  private static Page page(HttpResponse<byte[]> response) {
    return new Page(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.headers().firstValue("Retry-After").orElse(""),
        response.headers().firstValue("Location").orElse(""),
        new String(response.body(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
