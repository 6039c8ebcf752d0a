package io.github.alpharl.cli.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightChanges;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl inspect}: what a run consists of, without reading its weights. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Lists base, steps and modules of a run, and says what is unusable and what to do.",
    footer = {"", "Example:", "  alpharl inspect checkpoints/my-grpo-run --base Qwen3-8B-Base"})
public final class Inspect implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private Output output;

  @Option(
      names = "--changes",
      description =
          "Also read the last step and the base once, and say how many of the weights that changed"
              + " are modules and what is not covered.")
  private boolean changes;

  /** One checkpoint: {@code problem} is null where it is usable. */
  private record Step(long step, String path, String kind, String problem) {}

  @Override
  public Integer call() {
    try (RunStudy study = run.open()) {
      Run opened = study.run();
      HfCheckpoint base = study.weights().base();
      List<ModuleId> modules = ModulePatterns.standard().modules(base);
      List<Step> steps = new ArrayList<>();
      opened.steps().forEach((step, path) -> steps.add(step(base, step, path)));
      if (output.json()) {
        output.printJson(document(opened, base, modules, steps));
      } else {
        print(opened, base, modules, steps);
      }
      coverage(base, opened, steps);
      return steps.stream().allMatch(step -> step.problem() != null) ? Failures.BAD_DATA : 0;
    }
  }

  /** How many of the weights that the last usable step changed are modules. */
  private void coverage(HfCheckpoint base, Run opened, List<Step> steps) {
    if (!changes) {
      return;
    }
    steps.reversed().stream()
        .filter(step -> step.problem() == null)
        .findFirst()
        .ifPresent(
            last -> {
              try (StepCheckpoint checkpoint =
                  StepCheckpoint.open(opened.steps().get(last.step()), run.options().loraAlpha())) {
                run.warn(
                    "step "
                        + last.step()
                        + ": "
                        + WeightChanges.of(base, checkpoint, ModulePatterns.standard()).sentence());
              }
            });
  }

  private Step step(HfCheckpoint base, long step, Path path) {
    try (StepCheckpoint checkpoint = StepCheckpoint.open(path, run.options().loraAlpha())) {
      return switch (checkpoint.alignedTo(base)) {
        case HfCheckpoint _ -> new Step(step, path.toString(), "model", null);
        case LoraAdapter _ -> new Step(step, path.toString(), "adapter", null);
      };
    } catch (AlphaRlException e) {
      return new Step(step, path.toString(), "unusable", e.getMessage());
    }
  }

  private static Map<String, Object> document(
      Run opened, HfCheckpoint base, List<ModuleId> modules, List<Step> steps) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("base", opened.base().toString());
    document.put("architecture", base.config().modelType());
    document.put("parameters", parameters(base));
    document.put("bytes", base.bytes());
    document.put("dtypes", dtypes(base));
    document.put("tied", base.tied());
    document.put("modules", modules.stream().map(ModuleId::name).toList());
    document.put("steps", steps);
    document.put("notes", opened.notes());
    return document;
  }

  private void print(Run opened, HfCheckpoint base, List<ModuleId> modules, List<Step> steps) {
    long layers = modules.stream().mapToInt(ModuleId::layer).distinct().count();
    output
        .out()
        .printf(
            "base          %s (%s, %,d parameters, %s, %,d bytes)%n",
            opened.base(),
            base.config().modelType(),
            parameters(base),
            String.join(", ", dtypes(base).keySet()),
            base.bytes());
    output.out().printf("modules       %d in %d layers%n", modules.size(), layers);
    output.out().printf("embeddings    %s%n", base.tied() ? "tied" : "not tied");
    output.out().println();
    Table table = new Table("checkpoint", "step", "kind");
    steps.forEach(step -> table.row(step.path(), step.step(), step.kind()));
    table.print(output.out());
    steps.stream().filter(step -> step.problem() != null).forEach(step -> run.warn(step.problem()));
    opened.notes().forEach(run::warn);
  }

  private static long parameters(HfCheckpoint base) {
    return base.tensors().values().stream().mapToLong(Tensor::size).sum();
  }

  private static Map<String, Long> dtypes(HfCheckpoint base) {
    Map<String, Long> counts = new TreeMap<>();
    base.tensors().values().forEach(t -> counts.merge(t.dtype().name(), 1L, Long::sum));
    return counts;
  }
}
