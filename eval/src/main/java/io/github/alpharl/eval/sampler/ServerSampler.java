package io.github.alpharl.eval.sampler;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import io.github.alpharl.failure.EnvironmentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Asks a server with OpenAI's interface through the official client. Each problem is one request
 * for all its missing samples; a server that gives fewer is asked again for the rest. Time-outs,
 * cut connections, broken answers and the statuses 408, 409, 429 and 5xx are tried again after a
 * wait; other refusals stop the run.
 */
public final class ServerSampler implements Sampler {

  private final ServerOptions options;
  private final OpenAIClient client;
  private final KeyMask mask;

  public ServerSampler(ServerOptions options) {
    this.options = options;
    this.mask = new KeyMask(options.apiKey());
    this.client =
        OpenAIOkHttpClient.builder()
            .baseUrl(options.endpoint().toString())
            .apiKey(options.apiKey().orElse("none"))
            .timeout(options.timeout())
            .maxRetries(0)
            .build();
  }

  @Override
  public String description() {
    return (options.plain() ? "completions" : "chat") + ":" + options.model();
  }

  @Override
  public void sample(List<Request> requests, SamplingSettings settings, Consumer<Sample> sink) {
    var failures = new ConcurrentLinkedQueue<String>();
    var fatal = new AtomicReference<RuntimeException>();
    var places = new Semaphore(options.concurrency());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Request request : requests) {
        if (request.indices().isEmpty()) {
          continue;
        }
        places.acquire();
        if (fatal.get() != null) {
          break;
        }
        threads.execute(() -> run(request, settings, sink, failures, fatal, places));
      }
      threads.shutdown();
      threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("stopped while waiting for " + options, e);
    }
    if (fatal.get() != null) {
      throw fatal.get();
    }
    if (!failures.isEmpty()) {
      throw EnvironmentException.of(
          "%d of %d problems got no answer from %s (%s); run the same command again to ask for what is missing alone",
          failures.size(), requests.size(), options, failures.peek());
    }
  }

  private void run(
      Request request,
      SamplingSettings settings,
      Consumer<Sample> sink,
      ConcurrentLinkedQueue<String> failures,
      AtomicReference<RuntimeException> fatal,
      Semaphore places) {
    try {
      ask(request, settings, sink, failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fatal.compareAndSet(null, e);
    } finally {
      places.release();
    }
  }

  private void ask(
      Request request,
      SamplingSettings settings,
      Consumer<Sample> sink,
      ConcurrentLinkedQueue<String> failures)
      throws InterruptedException {
    List<Integer> missing = new ArrayList<>(request.indices());
    String reason = "";
    for (int attempt = 1; attempt <= options.backoff().attempts(); attempt++) {
      Duration wait = options.backoff().delay(attempt);
      try {
        int before = missing.size();
        give(request, missing, answers(request, missing, settings), sink);
        if (missing.isEmpty()) {
          return;
        }
        attempt = missing.size() < before ? 0 : attempt;
        reason = "fewer samples than asked for";
        wait = missing.size() < before ? Duration.ZERO : wait;
      } catch (OpenAIException e) {
        reason = retryable(e);
        wait = longer(wait, retryAfter(e));
      }
      if (attempt < options.backoff().attempts()) {
        Thread.sleep(wait);
      }
    }
    failures.add("problem " + request.problem() + ": " + reason);
  }

  /** Gives the answers their places; those given are missing no more. */
  private void give(
      Request request, List<Integer> missing, List<Answer> answers, Consumer<Sample> sink) {
    for (Answer answer : answers) {
      if (!missing.isEmpty()) {
        int index = missing.removeFirst();
        synchronized (sink) {
          sink.accept(
              new Sample(
                  request.problem(),
                  index,
                  mask.apply(answer.text()),
                  answer.tokens(),
                  answer.truncated()));
        }
      }
    }
  }

  private record Answer(String text, int tokens, boolean truncated) {}

  private List<Answer> answers(Request request, List<Integer> missing, SamplingSettings settings) {
    long seed = settings.seedOf(request.problem(), missing.getFirst());
    return options.plain()
        ? completion(request, missing.size(), seed, settings)
        : chat(request, missing.size(), seed, settings);
  }

  private List<Answer> chat(Request request, int n, long seed, SamplingSettings settings) {
    ChatCompletion reply =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model(options.model())
                    .addUserMessage(request.prompt())
                    .n(n)
                    .temperature(settings.temperature())
                    .topP(settings.topP())
                    .putAdditionalBodyProperty("max_tokens", JsonValue.from(settings.maxTokens()))
                    .putAdditionalBodyProperty("seed", JsonValue.from(seed))
                    .build());
    long total = reply.usage().map(u -> u.completionTokens()).orElse(-1L);
    var answers = new ArrayList<Answer>();
    for (ChatCompletion.Choice choice : reply.choices()) {
      boolean cut = choice.finishReason().equals(ChatCompletion.Choice.FinishReason.LENGTH);
      int tokens = share(total, answers.size(), reply.choices().size());
      answers.add(new Answer(choice.message().content().orElse(""), tokens, cut));
    }
    return answers;
  }

  private List<Answer> completion(Request request, int n, long seed, SamplingSettings settings) {
    String prompt =
        options.template().map(t -> t.prompt(request.prompt())).orElse(request.prompt());
    Completion reply =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model(options.model())
                    .prompt(prompt)
                    .n(n)
                    .temperature(settings.temperature())
                    .topP(settings.topP())
                    .maxTokens(settings.maxTokens())
                    .seed(seed)
                    .build());
    long total = reply.usage().map(u -> u.completionTokens()).orElse(-1L);
    var answers = new ArrayList<Answer>();
    for (var choice : reply.choices()) {
      boolean cut = choice.finishReason().toString().toLowerCase(Locale.ROOT).contains("length");
      answers.add(
          new Answer(choice.text(), share(total, answers.size(), reply.choices().size()), cut));
    }
    return answers;
  }

  /**
   * The server counts the tokens of all samples together: an equal share for each, the total kept.
   */
  private static int share(long total, int index, int n) {
    return total < 0 ? -1 : (int) (total / n + (index < total % n ? 1 : 0));
  }

  /**
   * The reason of an error that may pass; any other is thrown on as one sentence without the key.
   */
  private String retryable(OpenAIException e) {
    if (e instanceof OpenAIServiceException service) {
      int status = service.statusCode();
      boolean passing =
          status == 408 || status == 409 || status == 429 || status >= 500 || status < 300;
      if (!passing) {
        throw EnvironmentException.of(
            "%s refuses the request with status %d: %s", options, status, clean(e));
      }
      return "status " + status;
    }
    return clean(e);
  }

  private String clean(Throwable e) {
    String message = String.valueOf(e.getMessage());
    Throwable cause = e.getCause();
    String all = cause == null ? message : message + ": " + cause.getMessage();
    String line = mask.apply(all).replaceAll("\\s+", " ");
    return line.substring(0, Math.min(300, line.length()));
  }

  private Duration retryAfter(OpenAIException e) {
    if (!(e instanceof OpenAIServiceException service)) {
      return Duration.ZERO;
    }
    return service.headers().values("retry-after").stream()
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .findFirst()
        .map(d -> d.compareTo(options.backoff().longest()) < 0 ? d : options.backoff().longest())
        .orElse(Duration.ZERO);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  @Override
  public void close() {
    client.close();
    mask.close();
  }
}
