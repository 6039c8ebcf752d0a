package io.github.alpharl.eval.result;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.figures.FigureCounter;
import io.github.alpharl.eval.figures.Figures;
import io.github.alpharl.eval.figures.Outcome;
import io.github.alpharl.eval.sampler.Request;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.eval.sampler.SampleSink;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.run.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * One evaluation of one model on one benchmark in a folder of its own: {@code samples.jsonl} (one
 * line a sample, in the order of the problems) and {@code summary.json}. While it runs the samples
 * are in {@code samples.partial.jsonl}; run again after a kill it asks only for those that are
 * missing. Answers that an older grader graded are graded anew, not asked for again.
 */
public final class Evaluation {

  static final String SAMPLES = "samples.jsonl";
  static final String SUMMARY = "summary.json";
  private static final String PARTIAL = "samples.partial.jsonl";

  private final EvaluationRequest request;
  private final Sampler sampler;
  private final EvaluationListener listener;
  private final SharedAnswers shared;
  private final String identity;

  private Evaluation(EvaluationRequest request, Sampler sampler, EvaluationListener listener) {
    this.request = request;
    this.sampler = sampler;
    this.listener = listener;
    this.shared = new SharedAnswers(request.folder());
    this.identity = request.identity(sampler.description());
  }

  /** Asks {@code sampler} for what is missing, grades all and writes the results. */
  public static EvaluationResult run(
      EvaluationRequest request, Sampler sampler, EvaluationListener listener) {
    return new Evaluation(request, sampler, listener).run(false);
  }

  /**
   * Like {@link #run}, from the answers of all shards; {@code sampler} is asked for none.
   *
   * @throws io.github.alpharl.failure.UsageException naming the shards that are not done
   */
  public static EvaluationResult merge(
      EvaluationRequest request, Sampler sampler, EvaluationListener listener) {
    return new Evaluation(request, sampler, listener).run(true);
  }

  /**
   * Asks {@code sampler} for what is missing of {@code shard}'s problems and keeps it for {@link
   * #merge}.
   *
   * @return how many answers of the shard are there now
   */
  public static long share(
      EvaluationRequest request, Sampler sampler, EvaluationListener listener, Shard shard) {
    return new Evaluation(request, sampler, listener).share(shard);
  }

  /** Asks for all samples at once and keeps none of them: the figures of a short evaluation. */
  public static Figures ask(Benchmark benchmark, SamplingSettings settings, Sampler sampler) {
    List<Problem> problems = benchmark.problems();
    Map<String, Sample[]> samples = new HashMap<>();
    problems.forEach(p -> samples.put(p.id(), new Sample[settings.samples()]));
    List<Integer> all = IntStream.range(0, settings.samples()).boxed().toList();
    List<Request> requests =
        problems.stream().map(p -> new Request(p.id(), benchmark.prompt(p), all)).toList();
    sampler.sample(
        requests, settings, sample -> samples.get(sample.problem())[sample.index()] = sample);
    FigureCounter counter = new FigureCounter();
    for (Problem problem : problems) {
      counter.add(
          Arrays.stream(samples.get(problem.id()))
              .map(s -> outcome(s, benchmark.judge().judge(problem, s.answer())))
              .toList());
    }
    return counter.figures();
  }

  private long share(Shard shard) {
    if (isDone()) {
      return 0;
    }
    SampleIndex index = request.index();
    try (Journal journal = Journal.open(shared.of(shard), identity, index)) {
      listener.sampled(journal.count());
      int problems = problems().size();
      List<Request> own = requests(index, p -> SharedAnswers.isOf(shard, p, problems));
      if (own.stream().anyMatch(r -> !r.indices().isEmpty())) {
        sampler.sample(own, request.settings(), sink(journal));
      }
      return journal.count();
    }
  }

  private boolean isDone() {
    return exists(SAMPLES)
        && Summary.read(file(SUMMARY)).filter(s -> s.identity().equals(identity)).isPresent();
  }

  private EvaluationResult run(boolean merge) {
    Optional<Summary> there = Summary.read(file(SUMMARY)).filter(s -> exists(SAMPLES));
    boolean same = there.isPresent() && there.get().identity().equals(identity);
    if (same && there.get().grader().equals(Grader.VERSION)) {
      Summary summary = there.get();
      return new EvaluationResult(
          summary, 0, request.total(), Cautions.of(summary.figures(), Optional.empty()));
    }
    if (!same) {
      there.ifPresent(
          s ->
              listener.note(request.folder() + ": replaces " + s.identity() + "; now " + identity));
    }
    SampleIndex index = request.index();
    try (Journal journal = Journal.open(file(PARTIAL), identity, index)) {
      if (same && journal.count() == 0) {
        adopt(journal, there.get().grader());
      }
      if (merge) {
        shared.addTo(journal, identity, request);
        if (journal.count() < request.total()) {
          throw shared.unfinished(journal, request);
        }
      }
      EvaluationResult result = complete(journal, index);
      shared.delete();
      return result;
    }
  }

  /** Takes the answers of a finished evaluation that another version of the grader graded. */
  private void adopt(Journal journal, String grader) {
    Path file = file(SAMPLES);
    listener.note("the answers graded by " + grader + " are graded anew by " + Grader.VERSION);
    try (LineReader lines = new LineReader(file)) {
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        journal.addUnforced(SampleLine.read(file, line));
      }
      journal.force();
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private EvaluationResult complete(Journal journal, SampleIndex index) {
    long reused = journal.count();
    listener.sampled(reused);
    if (reused < request.total()) {
      sampler.sample(requests(index, _ -> true), request.settings(), sink(journal));
    }
    EvaluationWriter writer = new EvaluationWriter(request, journal, listener);
    writer.write(file(SAMPLES));
    Summary summary =
        new Summary(
            identity,
            request.benchmark().name(),
            sampler.description(),
            request.settings(),
            Grader.VERSION,
            writer.figures());
    summary.write(file(SUMMARY));
    delete(file(PARTIAL));
    return new EvaluationResult(
        summary,
        request.total() - reused,
        reused,
        Cautions.of(summary.figures(), writer.example()));
  }

  private SampleSink sink(Journal journal) {
    return new SampleSink() {
      @Override
      public void accept(Sample sample) {
        journal.add(sample);
        listener.sampled(journal.count());
      }

      @Override
      public void note(String sentence) {
        listener.note(sentence);
      }
    };
  }

  /**
   * One request for every problem, in order: an engine may answer in fixed groups of them. No
   * samples of problems that are not {@code wanted}.
   */
  private List<Request> requests(SampleIndex index, IntPredicate wanted) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < problems().size(); i++) {
      Problem problem = problems().get(i);
      String prompt = request.benchmark().prompt(problem);
      requests.add(
          new Request(problem.id(), prompt, wanted.test(i) ? index.missing(i) : List.of()));
    }
    return requests;
  }

  private List<Problem> problems() {
    return request.benchmark().problems();
  }

  static Outcome outcome(Sample sample, Verdict verdict) {
    return new Outcome(
        verdict.equal(), verdict.parsed(), sample.ending(), sample.tokens(), verdict.answerForm());
  }

  private Path file(String name) {
    return request.folder().resolve(name);
  }

  private boolean exists(String name) {
    return Files.isRegularFile(file(name));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be deleted: " + e.getMessage(), e);
    }
  }
}
