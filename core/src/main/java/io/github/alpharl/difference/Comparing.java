package io.github.alpharl.difference;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Compares two checkpoints of one kind. Equal tensors cost one read of both; changed matrices stay
 * in the page cache for the few sweeps that find σ₁.
 *
 * @param threads tensors at a time
 * @param spectrum whether σ₁ of changed matrices is wanted
 * @param selection the tensors that are compared, by their names
 * @param progress told the bytes of each tensor done, of one checkpoint
 */
public record Comparing(
    int threads, boolean spectrum, ModuleSelection selection, LongConsumer progress) {

  /** All tensors. */
  public Comparing(int threads, boolean spectrum, LongConsumer progress) {
    this(threads, spectrum, ModuleSelection.all(), progress);
  }

  /**
   * What differs between {@code first} and {@code second}.
   *
   * @throws UsageException for a full model beside an adapter
   */
  public Difference between(StepCheckpoint first, StepCheckpoint second) {
    if (first instanceof HfCheckpoint a && second instanceof HfCheckpoint b) {
      return MappedAccess.guard(() -> models(a, b), first, second);
    }
    if (first instanceof LoraAdapter a && second instanceof LoraAdapter b) {
      return MappedAccess.guard(() -> adapters(a, b), first, second);
    }
    throw UsageException.of(
        "%s and %s: one is a full model and the other an adapter, whose update is its whole"
            + " difference from its base; compare two models or two adapters",
        first.directory(), second.directory());
  }

  private Difference models(HfCheckpoint a, HfCheckpoint b) {
    Map<String, Tensor> all = new LinkedHashMap<>(a.tensors());
    b.tensors().forEach(all::putIfAbsent);
    return new Difference(
        Parallel.map(
            threads,
            taken(all.keySet()),
            name -> {
              TensorDifference found =
                  Elementwise.of(
                      name,
                      Optional.ofNullable(a.tensors().get(name)),
                      Optional.ofNullable(b.tensors().get(name)),
                      spectrum);
              progress.accept(all.get(name).bytes());
              return found;
            }));
  }

  private List<String> taken(Collection<String> names) {
    selection.requireAny(names);
    return names.stream().filter(selection::takes).toList();
  }

  private Difference adapters(LoraAdapter a, LoraAdapter b) {
    Map<String, LoraModule> first = byName(a);
    Map<String, LoraModule> second = byName(b);
    Map<String, LoraModule> all = new TreeMap<>(first);
    second.forEach(all::putIfAbsent);
    return new Difference(
        Parallel.map(
            threads,
            taken(all.keySet()),
            name -> {
              TensorDifference found =
                  AdapterPair.of(
                      name,
                      Optional.ofNullable(first.get(name)),
                      Optional.ofNullable(second.get(name)));
              LoraModule module = all.get(name);
              progress.accept(module.a().bytes() + module.b().bytes());
              return found;
            }));
  }

  private static Map<String, LoraModule> byName(LoraAdapter adapter) {
    Map<String, LoraModule> modules = new TreeMap<>();
    adapter.modules().forEach(module -> modules.put(module.baseTensor(), module));
    return modules;
  }
}
