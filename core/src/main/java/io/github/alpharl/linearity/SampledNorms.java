package io.github.alpharl.linearity;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.safetensors.Stretches;
import io.github.alpharl.safetensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * ‖ΔW‖ of all modules by step, for a look at steps whose triplets nobody has: of models estimated
 * from stretches of elements, at some thousand reads a step in place of all of it; of adapters
 * exact, through their factors.
 */
public final class SampledNorms {

  private static final Stretches STRETCHES = new Stretches(64);
  private static final int MOST_MODULES = 128;
  private static final int MOST_STEPS = 12;

  private final OpenRun run;
  private final ModulePatterns patterns;

  private SampledNorms(OpenRun run, ModulePatterns patterns) {
    this.run = run;
    this.patterns = patterns;
  }

  /**
   * What is doubtful about at most 12 of {@code steps}: about adapters by the norms of all modules,
   * which their factors give exactly, else by samples of whole models' weights.
   *
   * @throws io.github.alpharl.failure.BadDataException if one of them cannot be read
   */
  public static List<Doubt> doubts(OpenRun run, ModulePatterns patterns, List<Long> steps) {
    List<Long> some = spread(steps, MOST_STEPS);
    SampledNorms norms = new SampledNorms(run, patterns);
    boolean adapters = some.stream().allMatch(step -> run.step(step) instanceof LoraAdapter);
    return adapters ? norms.ofAdapters(some) : norms.ofModels(some);
  }

  private List<Doubt> ofAdapters(List<Long> steps) {
    List<ModuleId> modules = patterns.modules(run.base());
    Map<String, double[]> norms = new TreeMap<>();
    modules.forEach(module -> norms.put(module.name(), new double[steps.size()]));
    for (int t = 0; t < steps.size(); t++) {
      List<Double> found = adapterNorms(steps.get(t), modules);
      for (int i = 0; i < modules.size(); i++) {
        norms.get(modules.get(i).name())[t] = found.get(i);
      }
    }
    return Plausibility.of(steps, norms);
  }

  private List<Double> adapterNorms(long step, List<ModuleId> modules) {
    HfCheckpoint base = run.base();
    if (!(run.step(step) instanceof LoraAdapter adapter)) {
      throw new IllegalStateException("step " + step + " is no adapter");
    }
    List<Double> norms =
        MappedAccess.guard(() -> AdapterNorms.of(base, adapter, modules), base, adapter);
    run.done(step);
    return norms;
  }

  private List<Doubt> ofModels(List<Long> steps) {
    double[] found = new double[steps.size()];
    for (int t = 0; t < found.length; t++) {
      found[t] = of(steps.get(t));
      if (found[t] == 0) { // few changed elements: samples say nothing
        return List.of();
      }
    }
    return Plausibility.of(steps, Map.of("all modules", found));
  }

  private static <T> List<T> spread(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    TreeSet<Integer> places = new TreeSet<>();
    IntStream.range(0, most)
        .forEach(i -> places.add((int) ((long) i * (all.size() - 1) / (most - 1))));
    return places.stream().map(all::get).toList();
  }

  /** ‖ΔW‖ of a model, or of an adapter among models, by the same modules. */
  private double of(long step) {
    HfCheckpoint base = run.base();
    StepCheckpoint checkpoint = run.step(step).alignedTo(base);
    double squares =
        MappedAccess.guard(
            () ->
                switch (checkpoint) {
                  case HfCheckpoint model -> squares(base, model);
                  case LoraAdapter adapter -> squares(base, adapter);
                },
            base,
            checkpoint);
    run.done(step);
    return Math.sqrt(squares);
  }

  private double squares(HfCheckpoint base, LoraAdapter adapter) {
    List<ModuleId> modules = spread(patterns.modules(base), MOST_MODULES);
    return AdapterNorms.of(base, adapter, modules).stream().mapToDouble(norm -> norm * norm).sum();
  }

  private double squares(HfCheckpoint base, HfCheckpoint model) {
    List<ModuleId> modules = spread(patterns.modules(base), MOST_MODULES);
    List<Tensor> before = modules.stream().map(module -> module.slice(base)).toList();
    List<Tensor> after = modules.stream().map(module -> module.slice(model)).toList();
    base.fetch(STRETCHES.pieces(before));
    model.fetch(STRETCHES.pieces(after));
    double sum = 0;
    for (int i = 0; i < modules.size(); i++) {
      sum += STRETCHES.squaredDistance(before.get(i), after.get(i));
    }
    return sum;
  }
}
