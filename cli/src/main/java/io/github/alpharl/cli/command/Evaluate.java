package io.github.alpharl.cli.command;

import io.github.alpharl.cli.progress.Progress;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.result.RunScores;
import io.github.alpharl.eval.result.Summary;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.Run;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl evaluate}: how good a model, or every checkpoint of a run, is on a benchmark. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures avg@k, pass@k and majority@k of a model on a benchmark, with their errors; stopped"
            + " at any moment, the same command goes on where it was.",
    footer = {
      "",
      "Examples:",
      "  alpharl evaluate Qwen3-8B-Base --benchmark math500 --engine openai \\",
      "      --endpoint http://localhost:8000/v1 --samples 4",
      "  alpharl evaluate runs/tiny --all-steps --benchmark chained-arithmetic --out scores"
    })
public final class Evaluate implements Callable<Integer> {

  private static final int TASK_PROBLEMS = 1024;
  private static final int LONGEST = 30_000;

  @Mixin private Output output;
  @Mixin private BenchmarkOptions benchmark;
  @Mixin private EngineOptions engine;

  @Parameters(paramLabel = "MODEL_OR_RUN", description = "Model directory; with --all-steps a run.")
  private Path path;

  @Option(names = "--all-steps", description = "Evaluate every checkpoint and write scores.csv.")
  private boolean allSteps;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "The base of a run or an adapter; by default step 0, or what they name.")
  private Path base;

  @Option(
      names = "--samples",
      defaultValue = "4",
      paramLabel = "K",
      description = "Answers to every problem (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--temperature",
      defaultValue = "0.6",
      paramLabel = "T",
      description = "0 takes the likeliest token (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-p",
      defaultValue = "1",
      paramLabel = "P",
      description = "Draw from the likeliest tokens of this total (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go; by default evaluations/MODEL/BENCHMARK here.")
  private Path out;

  @Override
  public Integer call() {
    Optional<Task> task = benchmark.task();
    Benchmark set = benchmark.read(TASK_PROBLEMS);
    SamplingSettings settings =
        new SamplingSettings(
            samples, temperature, topP, benchmark.longest(LONGEST), benchmark.seed());
    Path results = out == null ? Path.of("evaluations", name(path), set.name()) : out;
    SortedMap<Long, Summary> all = new TreeMap<>();
    if (allSteps) {
      everyStep(set, task, settings, results, all);
    } else {
      Optional<Path> given = Optional.ofNullable(base);
      all.put(0L, evaluate(path, given, OptionalStep.NONE, set, task, settings, results));
    }
    print(all, results);
    return 0;
  }

  private static String name(Path path) {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  private void everyStep(
      Benchmark set,
      Optional<Task> task,
      SamplingSettings settings,
      Path results,
      SortedMap<Long, Summary> all) {
    Run run = Run.open(path, Optional.ofNullable(base));
    run.notes().forEach(note -> output.err().println("alpharl: note: " + note));
    Optional<Path> baseOfRun = Optional.of(run.base());
    for (Map.Entry<Long, Path> step : checkpoints(run).entrySet()) {
      Path folderOfStep = results.resolve("step-" + step.getKey());
      OptionalStep number = new OptionalStep(step.getKey());
      all.put(
          step.getKey(),
          evaluate(step.getValue(), baseOfRun, number, set, task, settings, folderOfStep));
      RunScores.write(results.resolve("scores.csv"), all);
    }
  }

  /** All steps and the base as step 0, unless a server would have to know it by a name. */
  private SortedMap<Long, Path> checkpoints(Run run) {
    SortedMap<Long, Path> all = new TreeMap<>(run.steps());
    if (engine.isLocal() || run.baseStep().isPresent()) {
      all.put(0L, run.base());
    }
    return all;
  }

  private Summary evaluate(
      Path model,
      Optional<Path> baseOfModel,
      OptionalStep step,
      Benchmark set,
      Optional<Task> task,
      SamplingSettings settings,
      Path results) {
    try (Sampler sampler = engine.open(model, baseOfModel, step, task);
        Progress progress =
            Progress.of(step.label(), "samples", (long) set.problems().size() * samples)) {
      Evaluation evaluation = new Evaluation(set, settings, sampler.description(), results);
      long[] shown = {0};
      return evaluation.run(
          sampler,
          done -> {
            progress.advance(done - shown[0]);
            shown[0] = done;
          });
    }
  }

  private void print(SortedMap<Long, Summary> all, Path results) {
    if (output.json()) {
      output.printJson(allSteps ? byStep(all) : all.get(0L).document());
      return;
    }
    Table table =
        new Table(
            allSteps ? "step" : "model",
            "avg@" + samples,
            "s.e.",
            "95 %",
            "pass@" + samples,
            "maj@" + samples,
            "cut",
            "no answer");
    all.forEach((step, s) -> table.row(cells(allSteps ? Long.toString(step) : name(path), s)));
    table.print(output.out());
    Summary any = all.firstEntry().getValue();
    output
        .out()
        .printf(
            "%s: %d problems, %d samples each, temperature %s, top-p %s, at most %d tokens, seed %d, grader %s%nresults in %s%n",
            any.benchmark(),
            any.figures().problems(),
            samples,
            temperature,
            topP,
            any.settings().maxTokens(),
            any.settings().seed(),
            any.grader(),
            results);
    if (!Double.isNaN(any.figures().meanTokens()) && !allSteps) {
      output.out().printf("mean length %.1f tokens%n", any.figures().meanTokens());
    }
  }

  private static Object[] cells(String name, Summary s) {
    Estimate average = s.figures().average();
    Estimate pass = s.figures().passAt().get(s.figures().samples());
    return new Object[] {
      name,
      percent(average.value()),
      percent(average.standardError()),
      percent(average.low()) + "–" + percent(average.high()),
      percent(pass.value()),
      percent(s.figures().majority().value()),
      percent(s.figures().truncated()),
      percent(s.figures().unparsable())
    };
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(java.util.Locale.ROOT, "%.2f", 100 * share);
  }

  private static Map<String, Object> byStep(SortedMap<Long, Summary> all) {
    Map<String, Object> document = new LinkedHashMap<>();
    all.forEach((step, summary) -> document.put(Long.toString(step), summary.document()));
    return Map.of("steps", document);
  }

  /** The step that is evaluated, if it is one of a run. */
  record OptionalStep(Long step) {
    static final OptionalStep NONE = new OptionalStep(null);

    String label() {
      return step == null ? "evaluate" : "step " + step;
    }

    /** {@code pattern} with {@code {step}} filled in. */
    String fill(String pattern) {
      if (step != null && !pattern.contains("{step}")) {
        throw UsageException.of("with --all-steps --model must hold {step}, such as my-run-{step}");
      }
      return step == null ? pattern : pattern.replace("{step}", Long.toString(step));
    }
  }
}
