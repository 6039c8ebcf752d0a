package io.github.alpharl.eval.result;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.figures.FigureCounter;
import io.github.alpharl.eval.figures.Figures;
import io.github.alpharl.eval.figures.Outcome;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.grade.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Grades the samples of a journal and writes them line by line: one is in memory at a time. */
final class EvaluationWriter {

  private static final int BLOCK = 1 << 20;

  private final EvaluationRequest request;
  private final Journal journal;
  private final EvaluationListener listener;
  private final FigureCounter counter = new FigureCounter();
  private Optional<String> example = Optional.empty();
  private long graded;

  EvaluationWriter(EvaluationRequest request, Journal journal, EvaluationListener listener) {
    this.request = request;
    this.journal = journal;
    this.listener = listener;
  }

  /** Writes all lines to {@code file}, atomically. */
  void write(Path file) {
    AtomicFile.write(file, this::writeTo);
  }

  private void writeTo(ByteSink sink) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    List<Problem> problems = request.benchmark().problems();
    for (int p = 0; p < problems.size(); p++) {
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < request.settings().samples(); i++) {
        outcomes.add(write(problems.get(p), journal.read(p, i), block));
        flush(block, sink, BLOCK);
      }
      counter.add(outcomes);
    }
    flush(block, sink, 1);
  }

  private Outcome write(Problem problem, Sample sample, ByteArrayOutputStream block) {
    Verdict verdict = request.benchmark().judge().judge(problem, sample.answer());
    String line = SampleLine.of(problem, sample, verdict) + "\n";
    block.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    if (example.isEmpty() && !verdict.equal() && verdict.parsed()) {
      example = verdict.extracted().map(a -> Cautions.example(problem.id(), problem.gold(), a));
    }
    listener.graded(++graded);
    return Evaluation.outcome(sample, verdict);
  }

  private static void flush(ByteArrayOutputStream block, ByteSink sink, int from)
      throws IOException {
    if (block.size() >= from) {
      sink.write(MemorySegment.ofArray(block.toByteArray()));
      block.reset();
    }
  }

  /** The figures of all that was written. */
  Figures figures() {
    return counter.figures();
  }

  /** An answer that was understood and is wrong, in words; empty where there is none. */
  Optional<String> example() {
    return example;
  }
}
