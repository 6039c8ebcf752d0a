package io.github.alpharl.eval.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.figures.Figures;
import io.github.alpharl.eval.figures.Outcome;
import io.github.alpharl.eval.sampler.Request;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * One evaluation of one model on one benchmark in a folder of its own: {@code samples.jsonl} (one
 * line a sample, in the order of the problems) and {@code summary.json}. While it runs the samples
 * are in {@code samples.partial.jsonl}; run again after a kill it asks only for those that are
 * missing.
 */
public final class Evaluation {

  static final String SAMPLES = "samples.jsonl";
  static final String SUMMARY = "summary.json";
  private static final String PARTIAL = "samples.partial.jsonl";

  private final Benchmark benchmark;
  private final SamplingSettings settings;
  private final String model;
  private final Path folder;

  /**
   * An evaluation in {@code folder}.
   *
   * @param model what was evaluated, so that results of other models are never mixed in
   */
  public Evaluation(Benchmark benchmark, SamplingSettings settings, String model, Path folder) {
    this.benchmark = benchmark;
    this.settings = settings;
    this.model = model;
    this.folder = folder;
  }

  /** Asks for all samples at once and keeps none of them: the figures of a short evaluation. */
  public static Figures ask(Benchmark benchmark, SamplingSettings settings, Sampler sampler) {
    Map<SampleKey, Sample> samples = new HashMap<>();
    List<Request> all =
        benchmark.problems().stream()
            .map(
                p -> request(benchmark, p, IntStream.range(0, settings.samples()).boxed().toList()))
            .toList();
    sampler.sample(all, settings, sample -> samples.put(SampleKey.of(sample), sample));
    return Figures.of(
        benchmark.problems().stream()
            .map(
                problem ->
                    IntStream.range(0, settings.samples())
                        .mapToObj(i -> samples.get(new SampleKey(problem.id(), i)))
                        .map(
                            sample ->
                                outcome(sample, benchmark.judge().judge(problem, sample.text())))
                        .toList())
            .toList());
  }

  private static Request request(Benchmark benchmark, Problem problem, List<Integer> indices) {
    return new Request(problem.id(), benchmark.prompt(problem), indices);
  }

  /** Whether this very evaluation is finished in its folder. */
  public boolean isDone() {
    return Files.isRegularFile(folder.resolve(SAMPLES))
        && Summary.read(folder.resolve(SUMMARY))
            .map(s -> s.identity().equals(identity()))
            .orElse(false);
  }

  /** The summary of a finished evaluation. */
  public Summary summary() {
    return Summary.read(folder.resolve(SUMMARY))
        .orElseThrow(() -> EnvironmentException.of("%s has no finished evaluation", folder));
  }

  /**
   * Asks for the missing samples, grades all and writes the results.
   *
   * @param progress told of every sample, with the number of those done
   */
  public Summary run(Sampler sampler, LongConsumer progress) {
    if (isDone()) {
      return summary();
    }
    Path partial = folder.resolve(PARTIAL);
    Map<SampleKey, Sample> samples;
    try (Journal journal = Journal.open(partial, identity())) {
      progress.accept(journal.samples().size());
      List<Request> missing = requests(journal.samples());
      if (missing.stream().anyMatch(r -> !r.indices().isEmpty())) {
        sampler.sample(missing, settings, sample -> add(journal, sample, progress));
      }
      samples = journal.samples();
    }
    Summary summary = write(samples);
    delete(partial);
    return summary;
  }

  private static void add(Journal journal, Sample sample, LongConsumer progress) {
    journal.add(sample);
    progress.accept(journal.samples().size());
  }

  /** One request for every problem, in order: an engine may answer in fixed groups of them. */
  private List<Request> requests(Map<SampleKey, Sample> have) {
    var requests = new ArrayList<Request>();
    for (Problem problem : benchmark.problems()) {
      List<Integer> indices =
          IntStream.range(0, settings.samples())
              .filter(i -> !have.containsKey(new SampleKey(problem.id(), i)))
              .boxed()
              .toList();
      requests.add(request(benchmark, problem, indices));
    }
    return requests;
  }

  private Summary write(Map<SampleKey, Sample> samples) {
    var lines = new StringBuilder();
    var byProblem = new ArrayList<List<Outcome>>();
    for (Problem problem : benchmark.problems()) {
      var outcomes = new ArrayList<Outcome>();
      for (int i = 0; i < settings.samples(); i++) {
        Sample sample = samples.get(new SampleKey(problem.id(), i));
        Verdict verdict = benchmark.judge().judge(problem, sample.text());
        outcomes.add(outcome(sample, verdict));
        lines.append(line(problem, sample, verdict)).append('\n');
      }
      byProblem.add(outcomes);
    }
    Summary summary =
        new Summary(
            identity(), benchmark.name(), model, settings, Grader.VERSION, Figures.of(byProblem));
    AtomicFile.write(folder.resolve(SAMPLES), lines.toString());
    AtomicFile.write(folder.resolve(SUMMARY), summary.toJson());
    return summary;
  }

  private static Outcome outcome(Sample sample, Verdict verdict) {
    return new Outcome(
        verdict.equal(),
        verdict.parsed(),
        sample.truncated(),
        sample.tokens(),
        verdict.answerForm());
  }

  private static ObjectNode line(Problem problem, Sample sample, Verdict verdict) {
    ObjectNode line = JsonLines.MAPPER.createObjectNode();
    line.put("problem", problem.id()).put("sample", sample.index()).put("correct", verdict.equal());
    line.put("gold", problem.gold()).put("extracted", verdict.extracted().orElse(null));
    line.put("answer_form", verdict.answerForm()).put("rule", verdict.rule());
    line.put("tokens", sample.tokens()).put("truncated", sample.truncated());
    return line.put("parsed", verdict.parsed()).put("response", sample.text());
  }

  /** What these results are of: model, benchmark with its content, settings. */
  private String identity() {
    return String.join(
        " ",
        model,
        benchmark.name(),
        benchmark.hash(),
        settings.toString().replace("SamplingSettings", ""),
        Grader.VERSION);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be deleted: " + e.getMessage(), e);
    }
  }
}
