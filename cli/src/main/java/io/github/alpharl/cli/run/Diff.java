package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FloatType;
import io.github.alpharl.cli.option.ModuleFlags;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.study.Differences;
import io.github.alpharl.view.DifferenceView;
import io.github.alpharl.view.DifferencesView;
import io.github.alpharl.view.progress.StudyProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
      description = "Leave out σ₁ and the norm share, which take a few sweeps more.")
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

  @Option(names = "--exit-code", description = "End with 1 where something differs.")
  private boolean exitCode;

  @Override
  public Integer call() {
    Differences differences =
        new Differences(
            new Differences.Options(
                threads,
                !plain,
                modules.selection(),
                Optional.ofNullable(view).map(FloatType::dtype)),
            new StudyProgress(output::warn));
    boolean two = paths.size() == 2;
    List<DifferenceView> pairs =
        (two
                ? List.of(differences.between(paths.get(0), paths.get(1)))
                : differences.along(paths.getFirst(), Optional.ofNullable(base)))
            .stream().map(this::view).toList();
    differences
        .masters()
        .ifPresent(found -> output.warn(found.sentence() + "; --as bf16 compares as merged"));
    output.show(two ? pairs.getFirst() : new DifferencesView(paths.getFirst().toString(), pairs));
    boolean different = pairs.stream().anyMatch(pair -> !pair.difference().isEmpty());
    return exitCode && different ? DIFFERENT : 0;
  }

  private DifferenceView view(Differences.Pair pair) {
    return new DifferenceView(
        pair.first().toString(),
        pair.second().toString(),
        pair.difference(),
        top,
        "--top N, --json");
  }
}
