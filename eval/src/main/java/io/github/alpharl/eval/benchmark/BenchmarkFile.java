package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds and reads a benchmark: JSON lines, a JSON list, CSV or parquet, also compressed by gzip.
 * The data sets name their fields differently; {@link RowFields} and {@link ChoiceColumns} know
 * their names.
 */
public final class BenchmarkFile {

  private static final List<String> ENDINGS =
      List.of(".jsonl", ".json", ".csv", ".parquet", ".jsonl.gz", ".json.gz", ".csv.gz");

  private BenchmarkFile() {}

  /**
   * The benchmark called {@code name} in {@code folder}, or the file {@code name} itself.
   *
   * @param seed decides the order of choices
   * @param limit the most problems that are wanted; what lies behind them is not read
   */
  public static Benchmark find(String name, Optional<Path> folder, long seed, int limit) {
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return read(file, BenchmarkKind.find(stem(file)).orElse(BenchmarkKind.CUSTOM), seed, limit);
    }
    if (Files.isDirectory(file)) {
      throw RowFile.folder(file);
    }
    BenchmarkKind kind =
        BenchmarkKind.find(name)
            .orElseThrow(
                () ->
                    UsageException.of(
                        "%s is neither a file nor a known benchmark%s; known are %s",
                        name,
                        Meant.hint(name, List.of(BenchmarkKind.known().split(", "))),
                        BenchmarkKind.known()));
    if (folder.isEmpty()) {
      throw UsageException.of(
              "where the file of %s lies is not known: give the folder of benchmarks or set"
                  + " ALPHARL_BENCHMARKS; %s",
              name, kind.origin())
          .by(Setting.BENCHMARKS);
    }
    return file(kind, folder.get())
        .map(found -> read(found, kind, seed, limit))
        .orElseThrow(
            () ->
                UsageException.of(
                        "%s has no %s.jsonl; %s",
                        folder.get(), kind.names().getFirst(), kind.origin())
                    .by(Setting.BENCHMARKS));
  }

  private static Optional<Path> file(BenchmarkKind kind, Path folder) {
    return kind.names().stream()
        .flatMap(name -> ENDINGS.stream().map(ending -> folder.resolve(name + ending)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  static String stem(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.stream()
        .filter(ending -> name.endsWith(ending) && name.length() > ending.length())
        .max(Comparator.comparingInt(String::length))
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .orElse(name);
  }

  /** All of the benchmark in {@code file}; an error names the line. */
  public static Benchmark read(Path file, BenchmarkKind kind, long seed) {
    return read(file, kind, seed, Integer.MAX_VALUE);
  }

  /** The first {@code limit} problems of the benchmark in {@code file}. */
  public static Benchmark read(Path file, BenchmarkKind kind, long seed, int limit) {
    if (limit < 1) {
      throw UsageException.of("there must be at least 1 problem, not %d", limit);
    }
    return new ProblemReader(file, kind, seed).read(RowFile.first(file, limit));
  }
}
