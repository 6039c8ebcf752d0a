package io.github.alpharl.study;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.disk.Scratch;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How much of a model's update a LoRA adapter shall carry. */
public sealed interface Truncation {

  /** The whole update, which must be of low rank. */
  record None() implements Truncation {}

  /** The first {@code rank} singular directions of every module. */
  record ToRank(int rank) implements Truncation {
    /** Refuses no direction at all. */
    public ToRank {
      if (rank < 1) {
        throw UsageException.of("an adapter's rank must be at least 1, not %d", rank);
      }
    }
  }

  /** As many directions of every module as hold {@code share} of ‖ΔW‖². */
  record ToEnergy(double share) implements Truncation {
    /** Refuses what is no share. */
    public ToEnergy {
      if (!(share > 0 && share <= 1)) {
        throw UsageException.of("a share of the update must be over 0 and at most 1, not %s", share);
      }
    }
  }

  /**
   * A model's update cut to some directions.
   *
   * @param updates one for each module that moved
   * @param norm ‖Δ‖ of the whole update of all modules
   * @param keptNorm of what is kept
   * @param rank the largest of all modules
   */
  record Cut(List<Update> updates, double norm, double keptNorm, int rank) {

    /** ‖Δ‖ of what is lost. */
    public double lostNorm() {
      return Math.sqrt(Math.max(0, norm * norm - keptNorm * keptNorm));
    }
  }

  /**
   * The update of the composed model, cut. The model is written once in float32 and deleted, so that
   * memory stays bounded.
   */
  default Cut cut(ModelComposer composer, RunStudy study) {
    return Scratch.use(
        study.store().directory().resolve("models"),
        directory -> {
          composer.writePrecise(directory.resolve("model"));
          try (HfCheckpoint model = HfCheckpoint.open(directory.resolve("model"))) {
            return of(factors(composer.base(), model, study));
          }
        });
  }

  private List<ModuleFactors> factors(HfCheckpoint base, HfCheckpoint model, RunStudy study) {
    return switch (this) {
      case None() -> throw new IllegalStateException("nothing is to be cut");
      case ToRank(int rank) -> decompose(base, model, study, new Rank.Count(rank));
      case ToEnergy(double share) -> {
        List<ModuleFactors> found = List.of();
        for (int rank = 8; ; rank *= 2) {
          List<ModuleFactors> now = decompose(base, model, study, new Rank.Count(rank));
          boolean enough = now.stream().allMatch(f -> holds(f, share)) || ranks(now) == ranks(found);
          found = now;
          if (enough) {
            yield found;
          }
        }
      }
    };
  }

  private static List<ModuleFactors> decompose(
      HfCheckpoint base, HfCheckpoint model, RunStudy study, Rank rank) {
    return new Decomposer(base, study.options().decomposition(rank))
        .decompose(model, List.of(), _ -> {});
  }

  private static int ranks(List<ModuleFactors> factors) {
    return factors.stream().mapToInt(ModuleFactors::rank).sum();
  }

  private static boolean holds(ModuleFactors factors, double share) {
    return squares(factors, factors.rank()) >= share * factors.norm() * factors.norm();
  }

  private static double squares(ModuleFactors factors, int rank) {
    return Arrays.stream(factors.sigma(), 0, rank).map(sigma -> sigma * sigma).sum();
  }

  private Cut of(List<ModuleFactors> factors) {
    List<Update> updates = new ArrayList<>();
    double whole = 0;
    double kept = 0;
    int most = 0;
    for (ModuleFactors module : factors) {
      int rank = rank(module);
      whole += module.norm() * module.norm();
      kept += squares(module, rank);
      most = Math.max(most, rank);
      if (module.norm() > 0) {
        updates.add(update(module, rank));
      }
    }
    return new Cut(updates, Math.sqrt(whole), Math.sqrt(Math.min(kept, whole)), most);
  }

  private int rank(ModuleFactors factors) {
    int rank = factors.rank();
    if (this instanceof ToEnergy(double share)) {
      for (int k = 1; k < rank; k++) {
        if (squares(factors, k) >= share * factors.norm() * factors.norm()) {
          return k;
        }
      }
    }
    return rank;
  }

  private static Update update(ModuleFactors factors, int rank) {
    double[][] left = new double[rank][];
    for (int k = 0; k < rank; k++) {
      left[k] = Vectors.scaled(factors.sigma()[k], factors.u()[k]);
    }
    return Update.products(factors.module(), left, Arrays.copyOf(factors.v(), rank));
  }
}
