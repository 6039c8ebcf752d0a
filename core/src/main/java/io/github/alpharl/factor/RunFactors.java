package io.github.alpharl.factor;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The stored factors of several steps, opened together and read module by module. */
public final class RunFactors implements AutoCloseable {

  private final NavigableMap<Long, StoredFactors> steps = new TreeMap<>();

  /** Opens {@code steps} of {@code store}. */
  public RunFactors(FactorStore store, Collection<Long> steps) {
    try {
      steps.forEach(step -> this.steps.put(step, store.open(step)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    if (steps.isEmpty()) {
      throw BadDataException.of("%s: holds no factors; decompose the run first", store.directory())
          .in(store.directory())
          .as(Defect.MISSING);
    }
  }

  /** The steps, rising. */
  public List<Long> steps() {
    return List.copyOf(steps.keySet());
  }

  /** The factors of one step. */
  public StoredFactors at(long step) {
    return steps.get(step);
  }

  /** The modules that all steps have, by layer as in the model. */
  public List<String> modules() {
    return steps.lastEntry().getValue().modules().stream()
        .filter(module -> steps.values().stream().allMatch(factors -> factors.has(module)))
        .sorted(ModuleOrder.INSTANCE)
        .toList();
  }

  /** The rank-1 trajectory of {@code module} over {@code window}, some of the steps. */
  public ModuleTrajectory trajectory(String module, List<Long> window) {
    return new ModuleTrajectory(
        module, window, window.stream().map(step -> steps.get(step).top(module)).toList());
  }

  @Override
  public void close() {
    steps.values().forEach(StoredFactors::close);
  }
}
