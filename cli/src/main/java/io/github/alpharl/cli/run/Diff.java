package io.github.alpharl.cli.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.option.FloatType;
import io.github.alpharl.cli.option.ModuleFlags;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.progress.Progress;
import io.github.alpharl.difference.Comparing;
import io.github.alpharl.difference.Difference;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Masters;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.view.DifferenceView;
import io.github.alpharl.view.DifferencesView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl diff}: what differs between two checkpoints, or along a run. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "Compares two checkpoints or two adapters tensor by tensor, the largest difference first; of a"
            + " run alone, each step with the one before. Reads both once.",
    footer = {
      "",
      "Examples:",
      "  alpharl diff Qwen3-8B-Base merged",
      "  alpharl diff step-100/adapter step-200/adapter --json",
      "  alpharl diff checkpoints/my-grpo-run --base Qwen3-8B-Base",
      "  alpharl diff before after --exit-code > /dev/null || echo the weights differ"
    })
public final class Diff implements Callable<Integer> {

  private static final int DIFFERENT = 1;

  @Mixin private TableOutput output;
  @Mixin private ModuleFlags modules;

  @Parameters(
      arity = "1..2",
      paramLabel = "A B|RUN",
      description = "Two directories, of models or of adapters; or the directory of a run.")
  private List<Path> paths;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "Of a run: the base model; by default step 0 of the run.")
  private Path base;

  @Option(
      names = "--top",
      defaultValue = "20",
      paramLabel = "N",
      description = "Tensors to show (default: ${DEFAULT-VALUE}); --json has all.")
  private int top;

  @Option(
      names = "--no-spectrum",
      description = "Leave out σ₁ and the energy share, which take a few sweeps more.")
  private boolean plain;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Tensors at a time; by default all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--as",
      paramLabel = "TYPE",
      description = "Round longer floats of both to this type first, as a merge does: bf16 or f16.")
  private FloatType view;

  private boolean told;

  @Option(names = "--exit-code", description = "End with 1 where something differs.")
  private boolean exitCode;

  @Override
  public Integer call() {
    List<DifferenceView> pairs =
        paths.size() == 2 ? List.of(compare(paths.get(0), paths.get(1))) : along();
    output.show(
        paths.size() == 2
            ? pairs.getFirst()
            : new DifferencesView(paths.getFirst().toString(), pairs));
    boolean different = pairs.stream().anyMatch(pair -> !pair.difference().isEmpty());
    return exitCode && different ? DIFFERENT : 0;
  }

  /** Each step of a run beside the one before, the base first. */
  private List<DifferenceView> along() {
    Run run = Run.open(paths.getFirst(), Optional.ofNullable(base));
    List<Path> places = new ArrayList<>(run.steps().values());
    if (!StepCheckpoint.isAdapter(places.getFirst())) {
      places.addFirst(run.base());
    }
    if (places.size() < 2) {
      throw UsageException.of(
          "%s: has one step only, and it is an adapter; name another one to compare it with",
          run.root());
    }
    List<DifferenceView> pairs = new ArrayList<>();
    for (int i = 1; i < places.size(); i++) {
      pairs.add(compare(places.get(i - 1), places.get(i)));
    }
    return pairs;
  }

  private DifferenceView compare(Path a, Path b) {
    try (StepCheckpoint own = StepCheckpoint.open(a);
        StepCheckpoint other = StepCheckpoint.openOver(b, OptionalDouble.empty(), model(own));
        Progress progress = Progress.of("compare", "bytes", 0)) {
      Optional<Dtype> type = Optional.ofNullable(view).map(FloatType::dtype);
      StepCheckpoint first = Masters.as(own, type);
      StepCheckpoint second = Masters.as(other, type);
      tellMasters(first, second);
      Difference found =
          new Comparing(threads, !plain, modules.selection(), progress::advance)
              .between(first, second);
      return new DifferenceView(a.toString(), b.toString(), found, top, "--top N, --json");
    }
  }

  private void tellMasters(StepCheckpoint first, StepCheckpoint second) {
    if (!told) {
      Optional<Masters> found = model(first).flatMap(model -> Masters.of(second, model));
      found.ifPresent(
          masters -> output.warn(masters.sentence() + "; --as bf16 compares as merged"));
      told = found.isPresent();
    }
  }

  /** Whose config.json counts where the second has none. */
  private static Optional<HfCheckpoint> model(StepCheckpoint first) {
    return first instanceof HfCheckpoint model ? Optional.of(model) : Optional.empty();
  }
}
