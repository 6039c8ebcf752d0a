package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.MappedSource;
import io.github.alpharl.disk.ReadAhead;
import io.github.alpharl.disk.Residency;
import io.github.alpharl.factor.step.StepUpdates;
import io.github.alpharl.factor.step.WalkOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Place;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.run.Shard;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.kernel.NonFiniteException;
import io.github.alpharl.vector.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

  private static final int MOST_STEPS = 8;

  /** Some minutes of reading. */
  private static final long MOST_BYTES = 128L << 30;

  private static final int HEAP_SHARE = 8;

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

  /** Whether modules whose weights are not finite are left out. */
  boolean mayLeaveOut() {
    return options.allowNonFinite();
  }

  /** This for the modules that are not among {@code done}, with the same notes. */
  Decomposer without(Set<String> done) {
    return of(module -> !done.contains(module.name()));
  }

  /** This for those of the modules that {@code shard} has, with the same notes. */
  Decomposer shareOf(Shard shard) {
    Set<String> share =
        shard.share(modules.stream().collect(Collectors.toMap(ModuleId::name, this::bytes)));
    return of(module -> share.contains(module.name()));
  }

  private Decomposer of(Predicate<ModuleId> wanted) {
    return new Decomposer(base, options, modules.stream().filter(wanted).toList(), notes);
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
    Set<String> names = new LinkedHashSet<>(modules.stream().map(ModuleId::name).toList());
    found.forEach(module -> names.remove(module.module()));
    return List.copyOf(names);
  }

  /** What was left out and why. */
  public List<String> notes() {
    return List.copyOf(new LinkedHashSet<>(notes));
  }

  /**
   * How many steps may be walked together: few enough that an end in the middle costs minutes, and
   * that their factors fit into a part of the heap.
   */
  int mostSteps() {
    long factors = 1;
    for (ModuleId module : modules) {
      List<Long> shape = module.slice(base).shape();
      int rows = Math.toIntExact(shape.get(0));
      int columns = Math.toIntExact(shape.get(1));
      factors += 4L * (rows + columns) * options.rank().of(rows, columns);
    }
    long byHeap = Runtime.getRuntime().maxMemory() / HEAP_SHARE / factors;
    long byLoss = MOST_BYTES / Math.max(1, bytes());
    return Math.toIntExact(Math.clamp(Math.min(byHeap, byLoss), 1, MOST_STEPS));
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
    List<Start> stored = start.stream().<Start>map(Start.Stored::new).toList();
    return walk(List.of(new Step(step, stored)), progress).getFirst();
  }

  /**
   * One of several steps that are walked together.
   *
   * @param start factors to start from, newest first; may be empty
   */
  record Step(StepCheckpoint checkpoint, List<Start> start) {}

  /** Factors of an earlier step. */
  sealed interface Start {

    /** They are in the store. */
    record Stored(StoredFactors factors) implements Start {}

    /** They are those of the step in this place of the same walk. */
    record Walked(int place) implements Start {}
  }

  /**
   * The factors of {@code steps}, in rising order, each as {@link #decompose} gives them. Module by
   * module all steps are decomposed, so that the base is read once for all of them.
   */
  List<List<ModuleFactors>> walk(List<Step> steps, LongConsumer progress) {
    MappedSource[] sources =
        Stream.concat(Stream.of(base), steps.stream().map(Step::checkpoint))
            .toArray(MappedSource[]::new);
    return MappedAccess.guard(() -> all(steps, progress), sources);
  }

  private List<List<ModuleFactors>> all(List<Step> steps, LongConsumer progress) {
    List<StepUpdates> updates = steps.stream().map(step -> updates(step.checkpoint())).toList();
    ModuleFactors[][] found = new ModuleFactors[steps.size()][modules.size()];
    List<Integer> largestFirst =
        IntStream.range(0, modules.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> -bytes(modules.get(i))))
            .toList();
    WalkOrder order = new WalkOrder(modules.size(), steps.size(), options.threads());
    List<List<MemorySegment>> reads =
        order.all((p, t) -> reads(updates.get(t), modules.get(largestFirst.get(p)), t == 0));
    long largest = reads.isEmpty() ? 0 : ReadAhead.bytes(reads.getFirst());
    try (ReadAhead ahead = new ReadAhead(reads, (2 * options.threads() + 1) * largest)) {
      Parallel.forEach(
          options.threads(),
          IntStream.range(0, modules.size()).boxed().toList(),
          p -> {
            int i = largestFirst.get(p);
            for (int t = 0; t < steps.size(); t++) {
              List<double[]> start = start(i, steps.get(t), found);
              found[t][i] = factors(updates.get(t), modules.get(i), start);
              ahead.done(order.place(p, t));
              Residency.release(updates.get(t).own(modules.get(i)));
              progress.accept(bytes(modules.get(i)));
            }
            updates.forEach(step -> Residency.release(step.ofBase(modules.get(i))));
          });
    }
    return Stream.of(found).map(f -> Stream.of(f).filter(Objects::nonNull).toList()).toList();
  }

  /** The mapped weights that decomposing {@code module} reads, with the base's or without. */
  private List<MemorySegment> reads(StepUpdates updates, ModuleId module, boolean withBase) {
    return Stream.concat(
            withBase ? updates.ofBase(module).stream() : Stream.empty(),
            updates.own(module).stream())
        .toList();
  }

  private long bytes(ModuleId module) {
    return module.slice(base).bytes();
  }

  /** The factors of one module, or null if it has non-finite weights that may be left out. */
  private ModuleFactors factors(StepUpdates updates, ModuleId module, List<double[]> start) {
    try {
      return ModuleFactors.of(module.name(), updates.decompose(module, start));
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

  /** Right vectors to start module {@code i} from; {@code found} are the factors of this walk. */
  private List<double[]> start(int i, Step step, ModuleFactors[][] found) {
    return step.start().stream()
        .flatMap(start -> top(start, i, found).stream())
        .filter(factor -> !factor.isZero())
        .map(factor -> Vectors.scaled(1, factor.v()))
        .toList();
  }

  private Optional<Rank1Factor> top(Start start, int i, ModuleFactors[][] found) {
    String name = modules.get(i).name();
    return switch (start) {
      case Start.Stored(StoredFactors factors) ->
          factors.has(name) ? Optional.of(factors.top(name)) : Optional.empty();
      case Start.Walked(int place) -> Optional.ofNullable(found[place][i]).map(ModuleFactors::top);
    };
  }

  private StepUpdates updates(StepCheckpoint step) {
    return StepUpdates.of(base, step.alignedTo(base), options.rank(), options.spectral());
  }
}
