package io.github.alpharl.eval.result;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.sampler.SamplingSettings;
import java.nio.file.Path;

/**
 * What to evaluate on, and where the results go.
 *
 * @param folder of this evaluation alone; results of another one there are replaced, and that is
 *     said
 */
public record EvaluationRequest(Benchmark benchmark, SamplingSettings settings, Path folder) {

  /** What is evaluated here by the engine {@code description}: model, problems, settings. */
  String identity(String description) {
    return String.join(
        " ",
        description,
        benchmark.name(),
        benchmark.hash(),
        settings.toString().replace("SamplingSettings", ""));
  }

  /** Where samples will lie, none of which is known. */
  SampleIndex index() {
    return new SampleIndex(benchmark.problems(), settings.samples());
  }

  /** Samples in all. */
  public long total() {
    return (long) benchmark.problems().size() * settings.samples();
  }
}
