package io.github.alpharl.cli.command;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.BenchmarkFile;
import io.github.alpharl.eval.benchmark.TaskBenchmark;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin: which problems are answered, and how long the answers may be. */
final class BenchmarkOptions {

  @Option(
      names = "--benchmark",
      required = true,
      paramLabel = "NAME|FILE",
      description =
          "aime24, aime25, math500, minerva, gpqa, gsm8k, a task of the lab, or a file of questions"
              + " and answers (JSON lines or list, CSV, parquet; also gzip).")
  private String name;

  @Option(
      names = "--benchmarks",
      paramLabel = "DIR",
      defaultValue = "${env:ALPHARL_BENCHMARKS}",
      description = "Where the files of the named benchmarks lie; by default $ALPHARL_BENCHMARKS.")
  private String folder;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N problems; of a task by default 1024, for behaviour 256.")
  private Integer limit;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Longest answer; by default 30000 (behaviour: 4096), of a task what it needs.")
  private Integer maxTokens;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Seed of samples, choices and task problems (default: ${DEFAULT-VALUE}).")
  private long seed;

  long seed() {
    return seed;
  }

  /** The task of the lab that is meant, if it is one. */
  Optional<Task> task() {
    return Tasks.all().stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** The problems; of a task {@code standard} unless told otherwise. */
  Benchmark read(int standard) {
    return task()
        .map(t -> TaskBenchmark.of(t, limit == null ? standard : limit, seed))
        .orElseGet(this::fromFile);
  }

  /** The longest answer in tokens; of a task what it needs, else {@code standard}. */
  int longest(int standard) {
    return maxTokens != null ? maxTokens : task().map(t -> t.maxAnswer() + 8).orElse(standard);
  }

  private Benchmark fromFile() {
    Optional<Path> data =
        folder == null || folder.isEmpty() || folder.startsWith("$")
            ? Optional.empty()
            : Optional.of(Path.of(folder));
    return BenchmarkFile.find(name, data, seed, limit == null ? Integer.MAX_VALUE : limit);
  }
}
