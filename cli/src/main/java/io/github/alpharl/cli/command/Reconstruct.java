package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.progress.DecompositionProgress;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.ModuleChange;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl reconstruct}: the rank-k, i-th subspace or λ model of one step. */
@Command(
    name = "reconstruct",
    mixinStandardHelpOptions = true,
    description =
        "Writes W_0 + λ·α·ΔW⁽ᵏ⁾ of one step: its update cut to k singular directions, with the norm of"
            + " the whole update.",
    footer = {
      "",
      "Examples:",
      "  alpharl reconstruct RUN --step 200 --out rank1-model",
      "  alpharl reconstruct RUN --step 200 --rank 1%% --rest step --out rank1pct-model",
      "  alpharl reconstruct RUN --step 200 --rank i:2 --out second-direction-only",
      "  alpharl reconstruct RUN --step 200 --rank 8 --adapter --out rank8-adapter"
    })
public final class Reconstruct implements Callable<Integer> {

  /** Where everything that is no module comes from. */
  enum RestFrom {
    /** The base. */
    BASE,
    /** The reconstructed step. */
    STEP
  }

  @Mixin private RunOptions run;
  @Mixin private OutputModel model;
  @Mixin private Output output;

  @Option(names = "--step", paramLabel = "N", required = true, description = "The step.")
  private long step;

  @Option(
      names = "--rank",
      paramLabel = "1|K|P%|i:K",
      description = "Directions to keep: the first K, a share, or the K-th alone.")
  private String rank = "1";

  @Option(
      names = "--scale",
      paramLabel = "λ",
      description = "Factor on the update (default: ${DEFAULT-VALUE}).")
  private double scale = 1;

  @Option(
      names = "--rest",
      paramLabel = "base|step",
      description = "Norms, biases, embeddings: of the base or of the step (default: base).")
  private RestFrom rest = RestFrom.BASE;

  @Option(
      names = "--modules",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these modules are updated, all others stay as in the base (default: all).")
  private List<String> only = List.of();

  @Override
  public Integer call() {
    if (!Double.isFinite(scale)) {
      throw UsageException.of("--scale must be a number, not %s", scale);
    }
    Run opened = run.open();
    model.requireUsable(opened);
    Subspaces subspaces = Subspaces.parse(rank);
    try (HfCheckpoint base = run.openBase(opened);
        StepCheckpoint checkpoint = run.openStep(opened, step)) {
      List<ModuleChange> changes = changes(opened, base, checkpoint, subspaces);
      Rest from =
          rest == RestFrom.STEP && checkpoint instanceof HfCheckpoint full
              ? new Rest.Step(full)
              : new Rest.Base();
      String what =
          "Step "
              + step
              + " cut to the singular directions '"
              + rank
              + "' of its update, λ = "
              + scale
              + ".";
      show(model.write(new ModelComposer(base, List.of(), changes, from), what));
    }
    return 0;
  }

  private List<ModuleChange> changes(
      Run opened, HfCheckpoint base, StepCheckpoint checkpoint, Subspaces subspaces) {
    Decomposer decomposer = new Decomposer(base, run.options(subspaces.needed()));
    requireKnown(decomposer.modules());
    Map<String, ModuleFactors> factors = factors(opened, decomposer, checkpoint, subspaces);
    List<ModuleChange> changes = new ArrayList<>();
    for (ModuleId module : decomposer.modules()) {
      if (factors.containsKey(module.name()) && (only.isEmpty() || only.contains(module.name()))) {
        Subspaces.Kept kept = subspaces.of(factors.get(module.name()), scale);
        changes.add(ModuleChange.ofBase(module, kept.left(), kept.right()));
      }
    }
    return changes;
  }

  private void requireKnown(List<ModuleId> modules) {
    List<String> known = modules.stream().map(ModuleId::name).toList();
    for (String name : only) {
      if (!known.contains(name)) {
        throw UsageException.of(
            "--modules: there is no module '%s'; the first are %s",
            name, known.stream().limit(3).toList());
      }
    }
  }

  /** From the store for rank 1, which it keeps; higher ranks are computed and not kept. */
  private Map<String, ModuleFactors> factors(
      Run opened, Decomposer decomposer, StepCheckpoint checkpoint, Subspaces subspaces) {
    if (subspaces.needed().toString().equals("1")) {
      run.update(opened, subspaces.needed(), List.of(step));
      try (RunFactors stored = new RunFactors(run.store(), List.of(step))) {
        StoredFactors at = stored.at(step);
        return byName(at.modules().stream().map(at::module).toList());
      }
    }
    try (DecompositionProgress progress = new DecompositionProgress(1)) {
      progress.step(step, decomposer.bytes(), false);
      List<ModuleFactors> found = decomposer.decompose(checkpoint, List.of(), progress::module);
      decomposer.notes().forEach(run::warn);
      return byName(found);
    }
  }

  private static Map<String, ModuleFactors> byName(List<ModuleFactors> factors) {
    return factors.stream()
        .collect(
            Collectors.toMap(
                ModuleFactors::module, Function.identity(), (a, b) -> a, HashMap::new));
  }

  private void show(Map<String, Object> written) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("step", step);
    document.put("rank", rank);
    document.put("scale", scale);
    document.putAll(written);
    output.written(document);
  }
}
