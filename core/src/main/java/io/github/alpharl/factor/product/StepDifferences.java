package io.github.alpharl.factor.product;

import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.run.OpenRun;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The top triplets of updates between two checkpoints of a run, W_b − W_a, each pair decomposed
 * when it is first asked for and kept in a store of its own, {@code A-B}. Safe from any thread.
 */
public final class StepDifferences implements AutoCloseable {

  private final OpenRun weights;
  private final Path directory;
  private final Decomposer.Options options;
  private final Map<String, StoredFactors> opened = new HashMap<>();

  /** The differences between checkpoints of {@code weights}, kept below {@code directory}. */
  public StepDifferences(OpenRun weights, Path directory, Decomposer.Options options) {
    this.weights = weights;
    this.directory = directory;
    this.options = options;
  }

  /**
   * The top triplet of W_to − W_from of one module.
   *
   * @param from a step with whole weights; 0 for the base
   * @param to a later step
   * @throws io.github.alpharl.failure.UsageException if {@code from} is an adapter
   */
  public synchronized Rank1Factor between(long from, long to, String module) {
    return opened.computeIfAbsent(from + "-" + to, name -> open(name, from, to)).top(module);
  }

  private StoredFactors open(String name, long from, long to) {
    OpenRun pair = weights.pair(from, to);
    FactorStore store = new FactorStore(directory.resolve(name));
    new RunDecomposition(pair, store, options).update(List.of(to), RunDecomposition.Listener.NONE);
    return store.open(to);
  }

  @Override
  public synchronized void close() {
    opened.values().forEach(StoredFactors::close);
    opened.clear();
  }
}
