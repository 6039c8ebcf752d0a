package io.github.alpharl.eval.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.sampler.Request;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.eval.sampler.SampleSink;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.equality.AnswerContext;
import io.github.alpharl.run.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes and one must end with the same files. */
class SharedAnswersTest {

  private static final int PROBLEMS = 10;
  private static final int SAMPLES = 3;

  @TempDir Path temp;

  /** Right where problem and sample have an even sum; dies after so many answers. */
  private static final class Scripted implements Sampler {

    private final String name;
    private final int last;
    private final List<String> asked = new ArrayList<>();

    Scripted(String name, int last) {
      this.name = name;
      this.last = last;
    }

    @Override
    public void sample(List<Request> requests, SamplingSettings settings, SampleSink sink) {
      assertThat(requests).hasSize(PROBLEMS); // engines may group them
      for (Request request : requests) {
        for (int i : request.indices()) {
          if (asked.size() == last) {
            throw EnvironmentException.of("the server is gone");
          }
          asked.add(request.problem() + "." + i);
          int p = Integer.parseInt(request.problem());
          String text = "It is \\boxed{" + ((p + i) % 2 == 0 ? p : -1) + "}.";
          sink.accept(new Sample(request.problem(), i, text, 5, Ending.COMPLETE));
        }
      }
    }

    @Override
    public String description() {
      return name;
    }

    @Override
    public void close() {}
  }

  private EvaluationRequest request(String folder) {
    List<Problem> problems =
        IntStream.range(0, PROBLEMS)
            .mapToObj(i -> new Problem("" + i, i + "+0?", "" + i, AnswerContext.NONE))
            .toList();
    Benchmark benchmark =
        new Benchmark(
            "sums",
            problems,
            "",
            (problem, response) ->
                Grader.grade(GradingStyle.MATH, problem.gold(), response, problem.context()),
            List.of());
    SamplingSettings settings = new SamplingSettings(SAMPLES, 0.6, 1, 100, 0);
    return new EvaluationRequest(benchmark, settings, temp.resolve(folder));
  }

  private static long share(EvaluationRequest request, Scripted sampler, int i, int n) {
    return Evaluation.share(request, sampler, EvaluationListener.NONE, new Shard(i, n));
  }

  private static TreeMap<String, String> files(EvaluationRequest request) throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    try (var all = Files.walk(request.folder())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(request.folder().relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void mergedAnswersAreTheFilesOfOneProcess() throws IOException {
    EvaluationRequest alone = request("alone");
    Evaluation.run(alone, new Scripted("m", -1), EvaluationListener.NONE);
    EvaluationRequest shared = request("shared");
    List<String> asked = new ArrayList<>();
    for (int i = 3; i >= 1; i--) {
      Scripted sampler = new Scripted("m", -1);
      share(shared, sampler, i, 3);
      asked.addAll(sampler.asked);
    }
    assertThat(asked).hasSize(PROBLEMS * SAMPLES).doesNotHaveDuplicates();
    Scripted none = new Scripted("m", 0);
    EvaluationResult merged = Evaluation.merge(shared, none, EvaluationListener.NONE);
    assertThat(none.asked).isEmpty();
    assertThat(merged.summary().figures().average().value()).isEqualTo(0.5);
    assertThat(files(shared)).isEqualTo(files(alone)).hasSize(2);
    assertThat(Evaluation.merge(shared, none, EvaluationListener.NONE).summary())
        .isEqualTo(merged.summary());
    assertThat(share(shared, none, 1, 5)).isZero();
  }

  @Test
  void aShardThatDiedIsNamedAndGoesOn() throws IOException {
    EvaluationRequest shared = request("shared");
    assertThat(share(shared, new Scripted("m", -1), 1, 2)).isEqualTo(15);
    assertThatThrownBy(() -> share(shared, new Scripted("m", 4), 2, 2))
        .isInstanceOf(EnvironmentException.class);
    assertThatThrownBy(
            () -> Evaluation.merge(shared, new Scripted("m", 0), EvaluationListener.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the shards 2/2 are not done");
    Scripted again = new Scripted("m", -1);
    assertThat(share(shared, again, 2, 2)).isEqualTo(15);
    assertThat(again.asked).hasSize(11);
    Evaluation.merge(shared, new Scripted("m", 0), EvaluationListener.NONE);
    assertThat(files(shared)).containsOnlyKeys("samples.jsonl", "summary.json");
  }

  @Test
  void refusesOtherNumbersAndOtherModels() {
    EvaluationRequest shared = request("shared");
    share(shared, new Scripted("m", -1), 1, 2);
    assertThatThrownBy(() -> share(shared, new Scripted("m", -1), 1, 3))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds answers of 2 shards");
    assertThatThrownBy(() -> share(shared, new Scripted("other", -1), 1, 2))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("another evaluation");
    assertThatThrownBy(
            () ->
                Evaluation.merge(request("nothing"), new Scripted("m", 0), EvaluationListener.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("evaluate in shards first");
  }
}
