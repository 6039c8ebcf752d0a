package io.github.alpharl.eval.sampler;

import io.github.alpharl.failure.EnvironmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server with OpenAI's interface, for up to sixteen samples of a problem at a time, fewer of
 * long answers: what is held in memory does not grow with the number of samples, and an answer that
 * is larger than its share of it is not taken. A server that gives fewer is asked again for the
 * rest, one that refuses several at once is asked one by one. Time-outs, cut connections, broken
 * answers and the statuses 408, 409, 425, 429 and 5xx are tried again after a wait; a refusal of
 * one problem among others that are answered makes its samples refused ones; any other stops the
 * run, as does a first round without any answer.
 */
public final class ServerSampler implements Sampler {

  private static final int AT_A_TIME = 16;

  /** Tokens that the answers to one request may have: long answers are asked for in fewer parts. */
  private static final int TOKENS_AT_A_TIME = 1 << 19;

  private static final int WATCH_MILLIS = 50;

  private final ServerOptions options;
  private final ServerClient client;

  public ServerSampler(ServerOptions options) {
    this(options, new ServerClient(options));
  }

  ServerSampler(ServerOptions options, ServerClient client) {
    this.options = options;
    this.client = client;
  }

  @Override
  public String description() {
    return options.description();
  }

  @Override
  public void sample(List<Request> requests, SamplingSettings settings, SampleSink sink) {
    List<Request> parts =
        requests.stream().flatMap(r -> parts(r, settings.maxTokens()).stream()).toList();
    AskingRound round = new AskingRound(options, requests, parts.size(), settings, sink);
    Semaphore places = new Semaphore(options.concurrency());
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (int i = 0; i < parts.size() && !round.isStopped(); i++) {
        Request part = parts.get(i);
        if (hasPlace(i, places, round)) {
          threads.execute(() -> ask(part, settings, round, places));
        }
      }
      await(threads, round);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("stopped while waiting for " + options, e);
    } finally {
      threads.shutdownNow();
    }
    round.finish();
  }

  private static List<Request> parts(Request request, int maxTokens) {
    int atATime = Math.clamp(TOKENS_AT_A_TIME / maxTokens, 1, AT_A_TIME);
    List<Request> parts = new ArrayList<>();
    List<Integer> all = request.indices();
    for (int from = 0; from < all.size(); from += atATime) {
      List<Integer> some = all.subList(from, Math.min(from + atATime, all.size()));
      parts.add(new Request(request.problem(), request.prompt(), some));
    }
    return parts;
  }

  /** Waits for a place; those of the second round only once the first had an answer. */
  private boolean hasPlace(int part, Semaphore places, AskingRound round)
      throws InterruptedException {
    while (!round.isStopped()) {
      boolean early = part >= options.concurrency() && !round.isAnswered();
      if (early) {
        Thread.sleep(WATCH_MILLIS);
      } else if (places.tryAcquire(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  private static void await(ExecutorService threads, AskingRound round)
      throws InterruptedException {
    threads.shutdown();
    while (!threads.awaitTermination(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
      if (round.isStopped()) {
        threads.shutdownNow(); // waits and requests under way are of no use any more
      }
    }
  }

  private void ask(Request part, SamplingSettings settings, AskingRound round, Semaphore places) {
    try {
      new Asking(client, options, settings, part, round).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      round.stop(e);
    } finally {
      places.release();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
