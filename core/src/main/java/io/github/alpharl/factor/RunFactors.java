package io.github.alpharl.factor;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.run.StepNotes;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The stored factors of several steps, opened together and read module by module. */
public final class RunFactors implements AutoCloseable {

  private final NavigableMap<Long, StoredFactors> steps = new TreeMap<>();

  /**
   * Opens {@code steps} of {@code store}.
   *
   * @throws BadDataException if there are none, or no module is stored for all of them
   * @throws io.github.alpharl.failure.UsageException if the store's selection takes no module
   */
  public RunFactors(FactorStore store, Collection<Long> steps) {
    if (steps.isEmpty()) {
      throw BadDataException.of("%s: holds no factors; decompose the run first", store.directory())
          .in(store.directory())
          .as(Defect.MISSING);
    }
    try {
      steps.forEach(step -> this.steps.put(step, store.open(step)));
      store.selection().requireAny(allStored());
      if (modules().isEmpty()) {
        throw BadDataException.of(
                "%s: no module is stored for all of the steps %s; decompose the run again",
                store.directory(), StepNotes.shown(steps))
            .in(store.directory())
            .as(Defect.MISMATCH);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Set<String> allStored() {
    Set<String> all = new LinkedHashSet<>();
    steps.values().forEach(factors -> all.addAll(factors.all()));
    return all;
  }

  /** What to say of modules that some of the steps have and others have not; empty if all agree. */
  public Optional<String> note() {
    Set<String> some = new LinkedHashSet<>();
    steps.values().forEach(factors -> some.addAll(factors.modules()));
    List<String> everywhere = modules();
    List<Long> partial =
        steps.values().stream()
            .filter(factors -> factors.modules().size() < some.size())
            .map(StoredFactors::step)
            .toList();
    return partial.isEmpty()
        ? Optional.empty()
        : Optional.of(
            everywhere.size()
                + " of "
                + some.size()
                + " modules count, which are stored for all steps; steps "
                + StepNotes.shown(partial)
                + " have not all of them, as they were decomposed for fewer or are not finite"
                + " there");
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
