package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.BenchmarkOptions;
import io.github.alpharl.cli.option.EngineOptions;
import io.github.alpharl.cli.option.ShardOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.result.EvaluationListener;
import io.github.alpharl.eval.result.EvaluationRequest;
import io.github.alpharl.eval.result.EvaluationResult;
import io.github.alpharl.eval.result.ModelName;
import io.github.alpharl.eval.result.RunEvaluation;
import io.github.alpharl.eval.result.Sharing;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.Shard;
import io.github.alpharl.view.lab.EvaluationView;
import io.github.alpharl.view.progress.EvaluationProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
      "  alpharl evaluate Qwen3-8B-Base --benchmark math500 \\",
      "      --endpoint http://localhost:8000/v1 --samples 4",
      "  alpharl evaluate runs/tiny --all-steps --benchmark chained-arithmetic --out scores",
      "  alpharl evaluate runs/lora --all-steps --only-new --benchmark gsm8k \\",
      "      --endpoint http://localhost:8000/v1 --load-adapters"
    })
public final class Evaluate implements Callable<Integer> {

  private static final int TASK_PROBLEMS = 1024;
  private static final int LONGEST = 30_000;

  @Mixin private TableOutput output;
  @Mixin private BenchmarkOptions benchmark;
  @Mixin private EngineOptions engine;
  @Mixin private ShardOptions shards;

  @Parameters(paramLabel = "MODEL_OR_RUN", description = "Model directory; with --all-steps a run.")
  private Path path;

  @Option(names = "--all-steps", description = "Evaluate every checkpoint and write scores.csv.")
  private boolean allSteps;

  @Option(
      names = "--only-new",
      description = "With --all-steps: leave the steps alone that have results, as of a live run.")
  private boolean onlyNew;

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
    if (onlyNew && !allSteps) {
      throw UsageException.of("--only-new is of --all-steps");
    }
    shards.check();
    Optional<Task> task = benchmark.task();
    SamplingSettings settings =
        new SamplingSettings(
            samples, temperature, topP, benchmark.longest(LONGEST), benchmark.seed());
    Benchmark set = benchmark.read(TASK_PROBLEMS);
    set.notes().forEach(this::note);
    ModelName name = ModelName.of(path);
    Path results =
        out == null ? Path.of("evaluations").resolve(name.path()).resolve(set.name()) : out;
    EvaluationRequest request = new EvaluationRequest(set, settings, results);
    int code = onSpark(results);
    if (code != 0) {
      return code;
    }
    if (allSteps) {
      everyStep(request, task);
    } else {
      one(request, task, name);
    }
    return 0;
  }

  /** Models are known by their path as given, which must be the same on another machine. */
  private int onSpark(Path results) {
    if (shards.onSpark() && Files.exists(path) && !path.isAbsolute()) {
      throw UsageException.of(
          "%s: --spark needs the absolute path, which other machines know", path);
    }
    List<String> out = List.of("--out=" + results.toAbsolutePath());
    return shards.work(engine.isLocal(), this.out == null ? out : List.of(), this::note);
  }

  private void note(String sentence) {
    output.warn(sentence);
  }

  private EvaluationProgress progress(String label, long total) {
    return new EvaluationProgress(output.err(), output.quiet(), label, total);
  }

  private void one(EvaluationRequest request, Optional<Task> task, ModelName name) {
    EvaluationResult result;
    Optional<Shard> own = shards.own();
    Optional<Path> given = Optional.ofNullable(base);
    String label = name.path().toString();
    try (EvaluationProgress progress = progress(label, request.total());
        Sampler sampler = engine.open(path, given, OptionalLong.empty(), label, task)) {
      if (own.isPresent()) {
        Evaluation.share(request, sampler, progress, own.get());
        return;
      }
      result =
          shards.merges()
              ? Evaluation.merge(request, sampler, progress)
              : Evaluation.run(request, sampler, progress);
    }
    tell("", result);
    if (name.step().isPresent()) {
      writeModels(request, new TreeMap<>(Map.of(name.step().getAsLong(), result)));
    }
    if (output.json()) {
      output.printJson(EvaluationView.document(result));
    } else {
      new EvaluationView("model", Map.of(label, result)).print(output.out(), request.folder());
    }
  }

  private void everyStep(EvaluationRequest request, Optional<Task> task) {
    Run run = Run.open(path, Optional.ofNullable(base));
    run.notes().forEach(this::note);
    String name = ModelName.of(path).path().toString();
    SortedMap<Long, Path> checkpoints = checkpoints(run);
    engine.requireKnown(checkpoints, name);
    Optional<Path> baseOfRun = Optional.of(run.base());
    StepProgress progress = new StepProgress(request.total());
    Sharing sharing = sharing();
    SortedMap<Long, EvaluationResult> all;
    try (progress) {
      all =
          RunEvaluation.run(
              request,
              checkpoints,
              onlyNew,
              sharing,
              (step, model) -> engine.open(model, baseOfRun, OptionalLong.of(step), name, task),
              progress);
    }
    if (sharing instanceof Sharing.Share) {
      return;
    }
    writeModels(request, all);
    print(all, request.folder());
  }

  private Sharing sharing() {
    Optional<Shard> own = shards.own();
    return own.isPresent()
        ? new Sharing.Share(own.get())
        : shards.merges() ? new Sharing.Merge() : new Sharing.Whole();
  }

  private void print(SortedMap<Long, EvaluationResult> all, Path folder) {
    if (output.json()) {
      output.printJson(EvaluationView.document(all));
      return;
    }
    Map<String, EvaluationResult> rows = new LinkedHashMap<>();
    all.forEach((step, result) -> rows.put(Long.toString(step), result));
    new EvaluationView("step", rows).print(output.out(), folder);
  }

  /** All steps and the base as step 0, unless a server would have to know it by a name. */
  private SortedMap<Long, Path> checkpoints(Run run) {
    SortedMap<Long, Path> all = new TreeMap<>(run.steps());
    if (engine.isLocal() || run.baseStep().isPresent()) {
      all.put(0L, run.base());
    }
    return all;
  }

  private void tell(String label, EvaluationResult result) {
    note(label + result.effort());
    result.cautions().forEach(c -> output.warn(label + c));
  }

  /** What {@code report --evaluated} reads. */
  private static void writeModels(
      EvaluationRequest request, SortedMap<Long, EvaluationResult> results) {
    EvaluationView.models(results).write(request.folder().resolve("models.jsonl"));
  }

  /** One bar after the other. */
  private final class StepProgress implements RunEvaluation.Listener, AutoCloseable {

    private final long total;
    private EvaluationProgress current;

    StepProgress(long total) {
      this.total = total;
    }

    @Override
    public EvaluationListener begin(long step) {
      close();
      current = progress("step " + step, total);
      return current;
    }

    @Override
    public void end(long step, EvaluationResult result) {
      close();
      tell("step " + step + ": ", result);
    }

    @Override
    public void note(String sentence) {
      Evaluate.this.note(sentence);
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }
}
