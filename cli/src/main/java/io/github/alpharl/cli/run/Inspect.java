package io.github.alpharl.cli.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightChanges;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.StepNotes;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /** A base of so many bytes is read without being asked for: a second or two. */
  private static final long CHEAP_BYTES = 1L << 30;

  @Option(
      names = "--changes",
      negatable = true,
      description =
          "Read the last step and the base once, and say how many of the weights that changed are"
              + " modules and what is not covered; by default where the base has at most 1 GiB.")
  private Boolean changes;

  /**
   * What the last usable step changed.
   *
   * @param weights of the base
   * @param beside changed weights that no analysis covers
   */
  private record Coverage(
      long step, int weights, int changed, int modules, List<Beside> beside, String sentence) {}

  /** A changed weight that no analysis covers; {@code norm} is null where it is no number. */
  private record Beside(String name, Double norm, String reason) {

    static Beside of(WeightChanges.Changed change) {
      double norm = change.norm();
      return new Beside(
          change.name(), Double.isFinite(norm) ? norm : null, change.whyNoModule().orElse(null));
    }
  }

  /** One checkpoint: {@code problem} is null where it is usable. */
  private record Step(long step, String path, String kind, String problem) {}

  @Override
  public Integer call() {
    try (RunStudy study = run.open()) {
      Run opened = study.run();
      HfCheckpoint base = study.weights().base();
      List<ModuleId> modules = run.options().patterns().modules(base);
      List<Step> steps = new ArrayList<>();
      StepNotes notes = new StepNotes();
      opened.steps().forEach((step, path) -> steps.add(step(study.weights(), step, path, notes)));
      notes.list().forEach(run::warn);
      study.tellMasters();
      Optional<Coverage> coverage = coverage(study.weights(), steps);
      if (output.json()) {
        Map<String, Object> document = document(opened, base, modules, steps);
        document.put("changes", coverage.orElse(null));
        output.printJson(document);
      } else {
        print(opened, base, modules, steps);
        print(base, coverage);
      }
      return steps.stream().allMatch(step -> step.problem() != null) ? Failures.BAD_DATA : 0;
    }
  }

  /** How many of the weights that the last usable step changed are modules. */
  private Optional<Coverage> coverage(OpenRun weights, List<Step> steps) {
    boolean wanted = changes == null ? weights.base().bytes() <= CHEAP_BYTES : changes;
    return steps.reversed().stream()
        .filter(step -> wanted && step.problem() == null)
        .findFirst()
        .map(last -> coverage(weights, last.step()));
  }

  private Coverage coverage(OpenRun weights, long step) {
    WeightChanges found =
        WeightChanges.of(weights.base(), weights.step(step), run.options().patterns());
    return new Coverage(
        step,
        found.weights(),
        found.changed().size(),
        found.modules().size(),
        found.besides().stream().map(Beside::of).toList(),
        found.sentence());
  }

  private void print(HfCheckpoint base, Optional<Coverage> coverage) {
    if (coverage.isEmpty() && (changes != null || base.bytes() <= CHEAP_BYTES)) {
      return; // not wanted, or no step to read
    }
    String unread =
        String.format(
            Locale.ROOT,
            "which weights changed is not read by itself in a model of %,d bytes; --changes does",
            base.bytes());
    output.out().println();
    output
        .out()
        .println(
            "changes       "
                + coverage
                    .map(found -> "step " + found.step() + ": " + found.sentence())
                    .orElse(unread));
  }

  private static Step step(OpenRun weights, long step, Path path, StepNotes notes) {
    try {
      StepCheckpoint aligned = weights.step(step).alignedTo(weights.base());
      aligned.notes().forEach(note -> notes.add(step, note));
      String kind =
          switch (aligned) {
            case HfCheckpoint _ -> "model";
            case LoraAdapter _ -> "adapter";
          };
      weights.done(step);
      return new Step(step, path.toString(), kind, null);
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
