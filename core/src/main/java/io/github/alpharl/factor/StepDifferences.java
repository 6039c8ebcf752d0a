package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Run;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The top triplets of updates between two checkpoints of a run, W_b − W_a, each pair decomposed
 * when it is first asked for and kept in a store of its own, {@code A-B}. Safe from any thread.
 */
public final class StepDifferences implements AutoCloseable {

  private final Run run;
  private final Path directory;
  private final Decomposer.Options options;
  private final OptionalDouble loraAlpha;
  private final Map<String, StoredFactors> opened = new HashMap<>();

  /** The differences of {@code run}, kept below {@code directory}. */
  public StepDifferences(
      Run run, Path directory, Decomposer.Options options, OptionalDouble loraAlpha) {
    this.run = run;
    this.directory = directory;
    this.options = options;
    this.loraAlpha = loraAlpha;
  }

  /**
   * The top triplet of W_to − W_from of one module.
   *
   * @param from a step with whole weights; 0 for the base
   * @param to a later step
   */
  public synchronized Rank1Factor between(long from, long to, String module) {
    return opened.computeIfAbsent(from + "-" + to, name -> open(name, from, to)).top(module);
  }

  private StoredFactors open(String name, long from, long to) {
    Path base = from == 0 ? run.base() : run.steps().get(from);
    if (StepCheckpoint.isAdapter(base)) {
      throw UsageException.of(
          "%s: the update from step %d to %d is taken between whole models, and this is an adapter;"
              + " choose another forecaster",
          base, from, to);
    }
    Run pair =
        new Run(
            run.root(),
            base,
            OptionalLong.empty(),
            new TreeMap<>(Map.of(to, run.steps().get(to))),
            List.of());
    FactorStore store = new FactorStore(directory.resolve(name));
    RunDecomposition work = new RunDecomposition(pair, store, options, loraAlpha);
    // Under the names of the run's base, whatever the steps' own are.
    try (HfCheckpoint names = HfCheckpoint.open(run.base());
        HfCheckpoint before = HfCheckpoint.open(base).alignedTo(names)) {
      work.update(before, List.of(to), RunDecomposition.Listener.NONE);
    }
    return store.open(to);
  }

  @Override
  public synchronized void close() {
    opened.values().forEach(StoredFactors::close);
    opened.clear();
  }
}
