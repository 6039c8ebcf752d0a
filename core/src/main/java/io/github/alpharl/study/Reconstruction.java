package io.github.alpharl.study;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.update.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One step of a run cut to some singular directions of its update: W_0 + λ·α·ΔW⁽ᵏ⁾. */
public final class Reconstruction {

  /**
   * What is kept of a step.
   *
   * @param step its number
   * @param subspaces the directions
   * @param scale λ, a finite number
   * @param normMatched whether what is kept gets the norm of the whole update (α)
   * @param only the modules that are updated; empty for all
   * @param stepsRest whether everything that is no module comes from the step, not from the base
   */
  public record Plan(
      long step,
      Subspaces subspaces,
      double scale,
      boolean normMatched,
      List<String> only,
      boolean stepsRest) {

    /** Refuses a factor that is no number. */
    public Plan {
      if (!Double.isFinite(scale)) {
        throw UsageException.of("the factor on the update must be a number, not %s", scale)
            .by(Setting.SCALE);
      }
      only = List.copyOf(only);
    }
  }

  private final RunStudy study;
  private final Plan plan;
  private final HfCheckpoint base;
  private final StepCheckpoint checkpoint;
  private List<ModuleFactors> made = List.of(); // of the models that were made last

  /** Opens base and step; factors are read from the store for rank 1 and else computed. */
  public Reconstruction(RunStudy study, Plan plan) {
    this.study = study;
    this.plan = plan;
    this.base = study.weights().base();
    this.checkpoint = study.weights().hold(plan.step()).alignedTo(base);
    study.tell(List.of(plan.step()));
  }

  /**
   * The model.
   *
   * @throws UsageException for a module that the base has not
   */
  public ModelComposer model() {
    return models(List.of(plan.subspaces())).getFirst();
  }

  /**
   * Writes the model.
   *
   * @return what was written; of an adapter with how much of the update it carries
   */
  public ModelOutput.Written write(ModelOutput output) {
    String what =
        "Step %d cut to %s of its update, λ = %s%s."
            .formatted(
                plan.step(),
                plan.subspaces().sentence(),
                plan.scale(),
                plan.normMatched() ? "" : ", not norm-matched");
    StoredDoubts.around(study, plan.step());
    ModelOutput.Written written = output.write(study, model(), what);
    return noted(written, plan.subspaces());
  }

  /** With how much of the update an adapter carries that keeps {@code directions}. */
  ModelOutput.Written noted(ModelOutput.Written written, Subspaces directions) {
    return written.form() == ModelOutput.Form.ADAPTER ? written.with(carried(directions)) : written;
  }

  private String carried(Subspaces directions) {
    double squares = made.stream().mapToDouble(module -> module.norm() * module.norm()).sum();
    double kept = Math.min(squares, made.stream().mapToDouble(directions::squares).sum());
    return String.format(
        Locale.ROOT,
        "Of the modules' update, %s: ‖Δ‖ = %.4g of %.4g (%.1f %% of its square)%s.",
        directions.sentence(),
        Math.sqrt(kept),
        Math.sqrt(squares),
        squares == 0 ? 100 : 100 * kept / squares,
        plan.normMatched() ? "; what is written has the norm of the whole" : "");
  }

  /**
   * The models of all of {@code kept} in place of the plan's, the update decomposed once.
   *
   * @throws UsageException for a module that the base has not
   */
  public List<ModelComposer> models(List<Subspaces> kept) {
    List<Rank> needed = kept.stream().map(Subspaces::needed).distinct().toList();
    Rank rank = needed.size() == 1 ? needed.getFirst() : new Rank.Largest(needed);
    Decomposer decomposer = new Decomposer(base, study.options().decomposition(rank));
    requireKnown(decomposer.modules());
    Map<String, ModuleFactors> factors = factors(decomposer, rank);
    made = factors.values().stream().filter(module -> takes(module.module())).toList();
    return kept.stream()
        .map(one -> new ModelComposer(base, List.of(), updates(decomposer, factors, one), rest()))
        .toList();
  }

  private Rest rest() {
    return plan.stepsRest() ? stepsRest() : new Rest.Left(stepsRest());
  }

  private Rest stepsRest() {
    return checkpoint instanceof HfCheckpoint full
        ? new Rest.Step(full)
        : new Rest.Adapted(base, checkpoint);
  }

  /** The step as it is, its update as one over the base. */
  public ModelComposer whole() {
    List<Update> all =
        study.options().patterns().modules(base).stream()
            .map(module -> Update.last(module.name(), 1))
            .toList();
    return new ModelComposer(base, List.of(checkpoint), all, rest());
  }

  private List<Update> updates(
      Decomposer decomposer, Map<String, ModuleFactors> factors, Subspaces kept) {
    List<Update> updates = new ArrayList<>();
    for (ModuleId module : decomposer.modules()) {
      if (factors.containsKey(module.name()) && takes(module.name())) {
        updates.add(kept.of(factors.get(module.name()), plan.scale(), plan.normMatched()));
      }
    }
    return updates;
  }

  private boolean takes(String module) {
    return plan.only().isEmpty() || plan.only().contains(module);
  }

  private void requireKnown(List<ModuleId> modules) {
    List<String> known = modules.stream().map(ModuleId::name).toList();
    for (String name : plan.only()) {
      if (!known.contains(name)) {
        throw UsageException.of(
                "there is no module '%s'%s; the first are %s",
                name, Meant.hint(name, known), String.join(", ", known.stream().limit(3).toList()))
            .by(Setting.MODULES);
      }
    }
  }

  /** From the store for rank 1, which it keeps; higher ranks are computed and not kept. */
  private Map<String, ModuleFactors> factors(Decomposer decomposer, Rank needed) {
    if (needed.equals(new Rank.Count(1))) {
      study.update(needed, List.of(plan.step()));
      try (RunFactors stored = new RunFactors(study.store(), List.of(plan.step()))) {
        StoredFactors at = stored.at(plan.step());
        return byName(at.modules().stream().map(at::module).toList());
      }
    }
    try (StudyListener.Decomposition progress = study.listener().decomposing(1)) {
      progress.step(plan.step(), decomposer.bytes(), false);
      List<ModuleFactors> found = decomposer.decompose(checkpoint, List.of(), progress::module);
      decomposer.notes().forEach(study.listener()::note);
      return byName(found);
    }
  }

  private static Map<String, ModuleFactors> byName(List<ModuleFactors> factors) {
    return factors.stream()
        .collect(
            Collectors.toMap(
                ModuleFactors::module, Function.identity(), (a, b) -> a, HashMap::new));
  }
}
