package io.github.alpharl.factor.step;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.AdapterUpdate;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.spectral.SubspaceSolver;
import io.github.alpharl.spectral.TopSubspace;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** The updates of one step, module by module. */
public sealed interface StepUpdates {

  /** Those of {@code step}, which is aligned to {@code base}. */
  static StepUpdates of(
      HfCheckpoint base, StepCheckpoint step, Rank rank, SpectralOptions spectral) {
    Solve solve = new Solve(rank, spectral);
    return switch (step) {
      case HfCheckpoint model -> new OfModel(base, model, solve);
      case LoraAdapter adapter -> new OfAdapter(base, adapter, solve);
    };
  }

  /** Where the step is. */
  Path directory();

  /**
   * The triplets of {@code module}.
   *
   * @param start right singular vectors (n) of earlier steps, newest first; may be empty
   */
  TopSubspace decompose(ModuleId module, List<double[]> start);

  /** The step's mapped weights that decomposing {@code module} reads. */
  List<MemorySegment> own(ModuleId module);

  /** Those of the base. */
  List<MemorySegment> ofBase(ModuleId module);

  /** A full model: the difference of two mapped matrices. */
  record OfModel(HfCheckpoint base, HfCheckpoint model, Solve solve) implements StepUpdates {

    @Override
    public Path directory() {
      return model.directory();
    }

    @Override
    public TopSubspace decompose(ModuleId module, List<double[]> start) {
      return solve.of(module.slice(base), module.slice(model), start);
    }

    @Override
    public List<MemorySegment> own(ModuleId module) {
      return module.slice(model).memory().pieces();
    }

    @Override
    public List<MemorySegment> ofBase(ModuleId module) {
      return module.slice(base).memory().pieces();
    }
  }

  /** An adapter: the product of its factors; matrices without any are unchanged. */
  record OfAdapter(HfCheckpoint base, LoraAdapter adapter, Solve solve) implements StepUpdates {

    @Override
    public Path directory() {
      return adapter.directory();
    }

    @Override
    public TopSubspace decompose(ModuleId module, List<double[]> start) {
      return switch (UpdateRows.of(base, adapter, module)) {
        case UpdateRows.None none -> {
          int wanted = solve.rank().of(none.rows(), none.columns());
          yield TopSubspace.zero(none.rows(), none.columns(), wanted);
        }
        case UpdateRows.Product product -> {
          LoraModule found = product.factors();
          AdapterUpdate update = new AdapterUpdate(found.a(), found.b(), found.scaling());
          yield update.decompose(solve.rank().of(product.rows(), product.columns()));
        }
        case UpdateRows.Difference whole -> solve.of(whole.before(), whole.after(), start);
        case UpdateRows.Rescaled rescaled -> solve.of(rescaled.before(), rescaled.after(), start);
      };
    }

    @Override
    public List<MemorySegment> own(ModuleId module) {
      return List.of(); // a few rows
    }

    @Override
    public List<MemorySegment> ofBase(ModuleId module) {
      return List.of();
    }
  }

  /**
   * How pairs of matrices are decomposed.
   *
   * @param spectral its rank is not used
   */
  record Solve(Rank rank, SpectralOptions spectral) {

    TopSubspace of(Tensor before, Tensor after, List<double[]> start) {
      WeightPair pair = new WeightPair(before, after);
      SpectralOptions options = spectral.withRank(rank.of(pair.rows(), pair.columns()));
      return new SubspaceSolver(options, Workers.SERIAL).solve(pair, start);
    }
  }
}
