package io.github.alpharl.study;

import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.RunFactors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much of each update its top direction carries (the paper's rank-1 dominance), for every
 * module and step.
 *
 * @param lines one for each step and module
 * @param steps means over all modules, one for each step
 */
public record DominanceTable(List<Line> lines, List<Means> steps) {

  /**
   * One module at one step.
   *
   * @param alpha ‖ΔW‖/σ₁
   * @param normShare σ₁/‖ΔW‖
   * @param rank triplets that are stored
   * @param normShareTop the share of all of them
   * @param gap σ₂/σ₁
   * @param unchangedShare entries of ΔW that are zero
   * @param residual relative, of the first triplet
   */
  public record Line(
      String name,
      long step,
      double sigma,
      double norm,
      double alpha,
      double normShare,
      int rank,
      double normShareTop,
      double gap,
      double unchangedShare,
      double residual,
      int sweeps) {

    static Line of(long step, ModuleFactors factors) {
      return new Line(
          factors.module(),
          step,
          factors.sigma()[0],
          factors.norm(),
          factors.alpha(1),
          factors.normShare(),
          factors.rank(),
          factors.normShare(factors.rank()),
          factors.gap(),
          factors.unchangedShare(),
          factors.residual()[0],
          factors.sweeps());
    }
  }

  /** Of all that {@code factors} hold. */
  public static DominanceTable of(RunFactors factors) {
    List<Line> lines = lines(factors);
    List<Means> means =
        factors.steps().stream()
            .map(step -> Means.of(step, lines.stream().filter(l -> l.step() == step).toList()))
            .toList();
    return new DominanceTable(lines, means);
  }

  private static List<Line> lines(RunFactors factors) {
    List<Line> lines = new ArrayList<>();
    for (long step : factors.steps()) {
      for (String module : factors.modules()) {
        lines.add(Line.of(step, factors.at(step).module(module)));
      }
    }
    return lines;
  }

  /** Means over all modules of one step. */
  public record Means(
      long step,
      double normShare,
      double normShareTop,
      double norm,
      double gap,
      double unchangedShare,
      double sweeps) {

    static Means of(long step, List<Line> of) {
      return new Means(
          step,
          mean(of, Line::normShare),
          mean(of, Line::normShareTop),
          mean(of, Line::norm),
          mean(of, Line::gap),
          mean(of, Line::unchangedShare),
          mean(of, Line::sweeps));
    }
  }

  /** σ₁/‖ΔW‖, the mean over all modules and steps. */
  public double meanNormShare() {
    return mean(lines, Line::normShare);
  }

  /** ‖ΔW‖, the mean over all modules and steps. */
  public double meanNorm() {
    return mean(lines, Line::norm);
  }

  private static double mean(List<Line> lines, ToDoubleFunction<Line> figure) {
    return lines.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }
}
