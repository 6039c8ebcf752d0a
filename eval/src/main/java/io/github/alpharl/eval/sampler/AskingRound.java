package io.github.alpharl.eval.sampler;

import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.sampler.Reply.Refusal;
import io.github.alpharl.failure.EnvironmentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all requests of one run know of one another. */
final class AskingRound {

  private static final int NOTES = 5;

  private final ServerOptions options;
  private final SampleSink sink;
  private final int problems;
  private final int first;
  private final Set<String> notes = new LinkedHashSet<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final List<Sample> refused = new ArrayList<>();
  private int fruitless;
  private String refusal = "";
  private volatile boolean answered;
  private volatile boolean severalAnswered;
  private volatile boolean oneByOne;
  private volatile RuntimeException stopped;

  AskingRound(
      ServerOptions options,
      List<Request> requests,
      int parts,
      SamplingSettings settings,
      SampleSink sink) {
    this.options = options;
    this.sink = sink;
    this.problems = requests.size();
    this.first = Math.min(options.concurrency(), parts);
    this.answered = isRest(requests, parts, settings);
  }

  /** Whether only a few problems are left of a run that got answers before. */
  private static boolean isRest(List<Request> requests, int parts, SamplingSettings settings) {
    boolean begun = requests.stream().anyMatch(r -> r.indices().size() < settings.samples());
    return begun && parts <= Math.max(1, requests.size() / 10);
  }

  boolean isStopped() {
    return stopped != null;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean areSeveralAnswered() {
    return severalAnswered;
  }

  boolean isOneByOne() {
    return oneByOne;
  }

  synchronized void stop(RuntimeException reason) {
    stopped = stopped == null ? reason : stopped;
  }

  synchronized void give(Sample sample) {
    sink.accept(sample);
  }

  /** A request for {@code n} samples was answered, perhaps after several at once were refused. */
  synchronized void answered(int n, boolean afterRefusal) {
    answered = true;
    severalAnswered |= n > 1;
    if (afterRefusal && !severalAnswered && !oneByOne) {
      oneByOne = true;
      note("the server gives one answer a request only; it is asked one by one");
    }
  }

  /** Several answers at once are too large: from now on the server is asked one by one. */
  synchronized void large(String words) {
    oneByOne = true;
    note(
        "%s: %s: it is asked one by one from here on (does it disregard the most tokens asked for?)"
            .formatted(options, words));
  }

  /** A request is tried again; the first of each kind is told. */
  synchronized void troubled(String words) {
    note(
        "%s: %s; it is asked again, up to %d times"
            .formatted(options, words, options.backoff().attempts()));
  }

  private void note(String sentence) {
    if (notes.size() < NOTES && notes.add(sentence)) {
      sink.note(sentence);
    }
  }

  synchronized void refused(String problem, Collection<Integer> indices, Refusal reason) {
    String words = reason.sentence();
    if (!reason.mayBeOfOneProblem()) {
      stop(refusal(words));
      return;
    }
    refusal = words;
    indices.forEach(i -> refused.add(new Sample(problem, i, words, -1, Ending.REFUSED)));
    if (answered) {
      giveRefused();
    } else {
      countFruitless(words);
    }
  }

  private void giveRefused() {
    refused.forEach(sink::accept);
    refused.clear();
  }

  private EnvironmentException refusal(String words) {
    return EnvironmentException.of("%s refuses the request with %s", options, words);
  }

  synchronized void failed(String problem, String words) {
    failures.putIfAbsent(problem, words);
    if (!answered) {
      countFruitless(words);
    }
  }

  private void countFruitless(String words) {
    fruitless++;
    if (fruitless >= first) {
      stop(refusal.isEmpty() ? silence(words) : refusal(refusal));
    }
  }

  private EnvironmentException silence(String words) {
    return EnvironmentException.of(
        "%s has answered none of the first %d requests (%s)", options, fruitless, words);
  }

  /** Hands over refused samples and fails where something is missing. */
  synchronized void finish() {
    if (stopped != null) {
      throw stopped;
    }
    giveRefused();
    if (!failures.isEmpty()) {
      Map.Entry<String, String> one = failures.entrySet().iterator().next();
      throw EnvironmentException.of(
          "%d of %d problems got no answer from %s (problem %s: %s); run the same command again to"
              + " ask for what is missing alone",
          failures.size(), problems, options, one.getKey(), one.getValue());
    }
  }
}
