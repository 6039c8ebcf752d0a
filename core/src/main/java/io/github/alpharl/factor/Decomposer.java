package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.ReadAhead;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Place;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.AdapterUpdate;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.TopSubspace;
import io.github.alpharl.spectral.kernel.NonFiniteException;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import io.github.alpharl.vector.Vectors;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decomposes checkpoints against one base, module by module on all threads. A module needs memory
 * for some vectors only, whatever the model's size.
 */
public final class Decomposer {

  /**
   * How to decompose.
   *
   * @param rank triplets per module
   * @param spectral tolerance and seed; its rank is not used
   * @param threads modules at a time
   * @param allowNonFinite leave out modules with NaN or infinite weights instead of refusing them
   * @param selection the modules that count
   */
  public record Options(
      Rank rank,
      SpectralOptions spectral,
      int threads,
      boolean allowNonFinite,
      ModuleSelection selection) {

    /** For all modules. */
    public Options(Rank rank, SpectralOptions spectral, int threads, boolean allowNonFinite) {
      this(rank, spectral, threads, allowNonFinite, ModuleSelection.all());
    }

    /** The key of factors computed with these options. */
    public FactorKey key(String base, String weights) {
      return new FactorKey(base, weights, rank, spectral.tolerance(), spectral.seed());
    }
  }

  private final HfCheckpoint base;
  private final Options options;
  private final List<ModuleId> modules;
  private final List<String> notes;

  /** A decomposer of updates of those of {@code base}'s modules that are selected. */
  public Decomposer(HfCheckpoint base, Options options) {
    this(
        base,
        options,
        ModulePatterns.standard().select(options.selection()).modules(base),
        Collections.synchronizedList(new ArrayList<>()));
    if (modules.isEmpty()) {
      throw BadDataException.of(
              "%s: has no weight of two dimensions that is no embedding, head, norm, router or"
                  + " convolution; the first of its %d tensors is '%s'",
              base.directory(), base.tensors().size(), base.tensors().firstKey())
          .in(base.directory())
          .as(Defect.UNSUPPORTED);
    }
  }

  private Decomposer(
      HfCheckpoint base, Options options, List<ModuleId> modules, List<String> notes) {
    this.base = base;
    this.options = options;
    this.modules = List.copyOf(modules);
    this.notes = notes;
  }

  /** This for the modules that are not among {@code done}, with the same notes. */
  Decomposer without(Set<String> done) {
    return new Decomposer(
        base,
        options,
        modules.stream().filter(module -> !done.contains(module.name())).toList(),
        notes);
  }

  /** The modules, by layer. */
  public List<ModuleId> modules() {
    return modules;
  }

  /** True if {@code done} are all of the modules. */
  boolean isDone(Set<String> done) {
    return modules.stream().allMatch(module -> done.contains(module.name()));
  }

  /** Those of the modules that {@code found} has not, as their weights are not finite. */
  List<String> leftOut(List<ModuleFactors> found) {
    Set<String> there = new HashSet<>();
    found.forEach(module -> there.add(module.module()));
    return modules.stream().map(ModuleId::name).filter(name -> !there.contains(name)).toList();
  }

  /** What was left out and why. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Bytes of all modules of the base: the work of one step. */
  public long bytes() {
    return modules.stream().mapToLong(module -> module.slice(base).bytes()).sum();
  }

  /**
   * The factors of all modules at {@code step}, in the order of {@link #modules}.
   *
   * @param start factors of earlier checkpoints to start from, newest first; may be empty
   * @param progress told the bytes of each module done
   */
  public List<ModuleFactors> decompose(
      StepCheckpoint step, List<StoredFactors> start, LongConsumer progress) {
    return MappedAccess.guard(() -> all(step, start, progress), base, step);
  }

  private List<ModuleFactors> all(
      StepCheckpoint step, List<StoredFactors> start, LongConsumer progress) {
    StepUpdates updates = updates(step);
    List<ModuleFactors> results = new ArrayList<>(Collections.nCopies(modules.size(), null));
    List<Integer> largestFirst = new ArrayList<>();
    for (int i = 0; i < modules.size(); i++) {
      largestFirst.add(i);
    }
    largestFirst.sort(Comparator.comparingLong(i -> -bytes(modules.get(i))));
    List<List<MemorySegment>> reads =
        largestFirst.stream().map(i -> updates.reads(modules.get(i))).toList();
    long largest = ReadAhead.bytes(reads.getFirst());
    try (ReadAhead ahead = new ReadAhead(reads, (2 * options.threads() + 1) * largest)) {
      Parallel.forEach(
          options.threads(),
          IntStream.range(0, reads.size()).boxed().toList(),
          use -> {
            int i = largestFirst.get(use);
            ModuleId module = modules.get(i);
            results.set(i, factors(updates, module, start));
            ahead.done(use);
            progress.accept(bytes(module));
          });
    }
    return results.stream().filter(Objects::nonNull).toList();
  }

  private long bytes(ModuleId module) {
    return module.slice(base).bytes();
  }

  /** The factors of one module, or null if it has non-finite weights that may be left out. */
  private ModuleFactors factors(StepUpdates updates, ModuleId module, List<StoredFactors> start) {
    try {
      return ModuleFactors.of(module.name(), updates.decompose(module, start(module, start)));
    } catch (NonFiniteException e) {
      if (!options.allowNonFinite()) {
        throw BadDataException.of(
                "%s: %s; repair the checkpoint, or leave such tensors out",
                updates.directory(), e.getMessage())
            .at(Place.of(updates.directory(), module.name()))
            .as(Defect.NON_FINITE)
            .by(Setting.NON_FINITE);
      }
      notes.add(updates.directory() + ": " + e.getMessage() + "; left out");
      return null;
    }
  }

  private static List<double[]> start(ModuleId module, List<StoredFactors> earlier) {
    return earlier.stream()
        .filter(factors -> factors.has(module.name()))
        .map(factors -> factors.top(module.name()))
        .filter(factor -> !factor.isZero())
        .map(factor -> Vectors.scaled(1, factor.v()))
        .toList();
  }

  private SpectralOptions spectral(int rows, int columns) {
    return options.spectral().withRank(options.rank().of(rows, columns));
  }

  private StepUpdates updates(StepCheckpoint step) {
    StepCheckpoint aligned = step.alignedTo(base);
    aligned.notes().stream().filter(note -> !step.notes().contains(note)).forEach(notes::add);
    return switch (aligned) {
      case HfCheckpoint model -> new ModelUpdates(model);
      case LoraAdapter adapter -> new AdapterUpdates(adapter);
    };
  }

  private TopSubspace solve(Tensor before, Tensor after, List<double[]> start) {
    WeightPair pair = new WeightPair(before, after);
    SubspaceSolver solver =
        new SubspaceSolver(spectral(pair.rows(), pair.columns()), Workers.SERIAL);
    return solver.solve(pair, start);
  }

  /** The updates of one step. */
  private sealed interface StepUpdates {

    Path directory();

    TopSubspace decompose(ModuleId module, List<double[]> start);

    /** The mapped weights that decomposing {@code module} reads. */
    List<MemorySegment> reads(ModuleId module);
  }

  /** A full model: the difference of two mapped matrices. */
  private final class ModelUpdates implements StepUpdates {

    private final HfCheckpoint model;

    ModelUpdates(HfCheckpoint model) {
      this.model = model;
    }

    @Override
    public Path directory() {
      return model.directory();
    }

    @Override
    public TopSubspace decompose(ModuleId module, List<double[]> start) {
      return solve(module.slice(base), module.slice(model), start);
    }

    @Override
    public List<MemorySegment> reads(ModuleId module) {
      return Stream.of(module.slice(base), module.slice(model))
          .flatMap(tensor -> tensor.memory().pieces().stream())
          .toList();
    }
  }

  /** An adapter: the product of its factors; matrices without any are unchanged. */
  private final class AdapterUpdates implements StepUpdates {

    private final LoraAdapter adapter;

    AdapterUpdates(LoraAdapter adapter) {
      this.adapter = adapter;
    }

    @Override
    public Path directory() {
      return adapter.directory();
    }

    @Override
    public TopSubspace decompose(ModuleId module, List<double[]> start) {
      return switch (UpdateRows.of(base, adapter, module)) {
        case UpdateRows.None none -> {
          int wanted = options.rank().of(none.rows(), none.columns());
          yield TopSubspace.zero(none.rows(), none.columns(), wanted);
        }
        case UpdateRows.Product product -> {
          LoraModule found = product.factors();
          AdapterUpdate update = new AdapterUpdate(found.a(), found.b(), found.scaling());
          yield update.decompose(options.rank().of(product.rows(), product.columns()));
        }
        case UpdateRows.Difference whole -> solve(whole.before(), whole.after(), start);
        case UpdateRows.Rescaled rescaled -> solve(rescaled.before(), rescaled.after(), start);
      };
    }

    @Override
    public List<MemorySegment> reads(ModuleId module) {
      return List.of(); // a few rows
    }
  }
}
