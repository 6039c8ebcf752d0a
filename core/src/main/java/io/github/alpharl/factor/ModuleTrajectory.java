package io.github.alpharl.factor;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.vector.Vectors;
import java.util.List;

/**
 * One module's rank-1 factors over the checkpoints of a window, sign-aligned.
 *
 * @param module name of the weight
 * @param steps true step numbers, rising, without the base (T)
 * @param factors one per step (T), aligned on construction
 */
public record ModuleTrajectory(String module, List<Long> steps, List<Rank1Factor> factors) {

  /** Aligns the signs; refuses steps out of order and vectors of unequal length. */
  public ModuleTrajectory {
    steps = List.copyOf(steps);
    requireRising(module, steps);
    requireSameShapes(module, steps, factors);
    factors = List.copyOf(SignAlignment.align(factors));
  }

  /** The unit vectors u₁(t) stacked (T × m). */
  public double[][] directions() {
    return factors.stream().map(f -> Vectors.scaled(1, f.u())).toArray(double[][]::new);
  }

  /** The scaled vectors x_t = ‖ΔW_t‖ · u₁(t) stacked (T × m). */
  public double[][] scaled() {
    return factors.stream().map(f -> Vectors.scaled(f.norm(), f.u())).toArray(double[][]::new);
  }

  /** The factors of the last checkpoint. */
  public Rank1Factor last() {
    return factors.getLast();
  }

  private static void requireRising(String module, List<Long> steps) {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) <= steps.get(i - 1)) {
        throw new IllegalArgumentException(module + ": steps must rise: " + steps);
      }
    }
  }

  private static void requireSameShapes(
      String module, List<Long> steps, List<Rank1Factor> factors) {
    if (factors.isEmpty() || factors.size() != steps.size()) {
      throw new IllegalArgumentException(
          module + ": " + steps.size() + " steps for " + factors.size() + " factors");
    }
    Rank1Factor last = factors.getLast();
    for (int i = 0; i < factors.size(); i++) {
      Rank1Factor factor = factors.get(i);
      if (factor.u().length != last.u().length || factor.v().length != last.v().length) {
        throw BadDataException.of(
                "%s: the update of step %d is %d × %d but that of step %d is %d × %d; decompose the run"
                    + " again",
                module,
                steps.get(i),
                factor.u().length,
                factor.v().length,
                steps.getLast(),
                last.u().length,
                last.v().length)
            .on(module)
            .as(Defect.MISMATCH);
      }
    }
  }
}
