package io.github.alpharl.eval.sampler;

import io.github.alpharl.eval.sampler.Reply.Answer;
import io.github.alpharl.eval.sampler.Reply.Answers;
import io.github.alpharl.eval.sampler.Reply.Refusal;
import io.github.alpharl.eval.sampler.Reply.Trouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Asks for some samples of one problem until all are there or there is no hope. */
final class Asking {

  private static final int HOPELESS_ATTEMPTS = 2;

  private final ServerClient client;
  private final ServerOptions options;
  private final RequestBody bodies;
  private final ReplyReader reader;
  private final Request request;
  private final AskingRound round;
  private final Deque<Integer> missing;
  private boolean onlyOne; // several at once were refused
  private int attempt;

  Asking(
      ServerClient client,
      ServerOptions options,
      SamplingSettings settings,
      Request request,
      AskingRound round) {
    this.client = client;
    this.options = options;
    this.bodies = new RequestBody(options, settings);
    this.reader = new ReplyReader(options);
    this.request = request;
    this.round = round;
    this.missing = new ArrayDeque<>(request.indices());
  }

  void run() throws InterruptedException {
    boolean goesOn = true;
    while (goesOn && !missing.isEmpty() && !round.isStopped()) {
      int n = onlyOne || round.isOneByOne() ? 1 : missing.size();
      goesOn =
          switch (ask(n)) {
            case Answers reply -> take(reply, n);
            case Refusal refusal -> goesOnAfter(refusal, n);
            case Trouble trouble -> goesOnAfter(trouble);
          };
    }
  }

  private Reply ask(int n) throws InterruptedException {
    try {
      String body = bodies.of(request, missing.getFirst(), n).toString();
      return reader.read(client.post(bodies.path(), body));
    } catch (ServerClient.TooLarge e) {
      return new Refusal(Refusal.TOO_LARGE, e.getMessage());
    } catch (IOException e) {
      return new Trouble(new ServerWords(options).of(e), Duration.ZERO, isUnreachable(e));
    }
  }

  private static boolean isUnreachable(IOException e) {
    return e instanceof ConnectException || e instanceof UnknownHostException;
  }

  private boolean take(Answers reply, int n) {
    for (Answer answer : reply.answers()) {
      if (!missing.isEmpty()) {
        int index = missing.removeFirst();
        round.give(
            new Sample(request.problem(), index, answer.text(), answer.tokens(), answer.ending()));
      }
    }
    attempt = 0;
    round.answered(n, onlyOne);
    return true;
  }

  private boolean goesOnAfter(Refusal refusal, int n) {
    if (n > 1 && refusal.isTooLarge()) {
      onlyOne = true;
      round.large(refusal.words());
      return true;
    }
    if (n > 1 && refusal.mayBeOfOneProblem() && !round.areSeveralAnswered()) {
      onlyOne = true;
      return true;
    }
    round.refused(request.problem(), missing, refusal);
    return false;
  }

  private boolean goesOnAfter(Trouble trouble) throws InterruptedException {
    attempt++;
    boolean hopeless = trouble.hopeless() && !round.isAnswered();
    int most = Math.min(options.backoff().attempts(), hopeless ? HOPELESS_ATTEMPTS : 1 << 20);
    if (attempt >= most) {
      round.failed(request.problem(), trouble.words());
      return false;
    }
    round.troubled(trouble.words());
    Thread.sleep(options.backoff().delay(attempt, trouble.pause()));
    return true;
  }
}
