package io.github.alpharl.linearity;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.safetensors.Stretches;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * ‖ΔW‖ of all modules by step, estimated from stretches of elements: for a look at steps whose
 * factors nobody has, at some thousand reads a step in place of all of it.
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
   * What is doubtful about whole models, by at most 12 of {@code steps}; nothing where any of these
   * is an adapter.
   *
   * @throws io.github.alpharl.failure.BadDataException if one of them cannot be read
   */
  public static List<Doubt> doubts(OpenRun run, ModulePatterns patterns, List<Long> steps) {
    List<Long> some = spread(steps, MOST_STEPS);
    SampledNorms norms = new SampledNorms(run, patterns);
    List<Double> found = new ArrayList<>();
    for (long step : some) {
      OptionalDouble norm = norms.of(step);
      if (norm.isEmpty() || norm.getAsDouble() == 0) { // few changed elements: samples say nothing
        return List.of();
      }
      found.add(norm.getAsDouble());
    }
    return Plausibility.of(some, found);
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

  private OptionalDouble of(long step) {
    if (!(run.step(step).alignedTo(run.base()) instanceof HfCheckpoint model)) {
      return OptionalDouble.empty();
    }
    HfCheckpoint base = run.base();
    double squares = MappedAccess.guard(() -> squares(base, model), base, model);
    run.done(step);
    return OptionalDouble.of(Math.sqrt(squares));
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
