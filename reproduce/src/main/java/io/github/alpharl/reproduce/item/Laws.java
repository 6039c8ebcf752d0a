package io.github.alpharl.reproduce.item;

import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.DominanceTable.Means;
import java.util.List;

/** The figures of a run that say how far the two laws hold. */
final class Laws {

  /** Scales of the first direction that are tried for the best. */
  static final List<Double> SCALES = List.of(0.8, 1.0, 1.2, 1.4, 1.7, 2.0);

  /** Validation problems that choose among them. */
  static final int SCALE_PROBLEMS = 512;

  private static final double BOUND = 0.99;

  private Laws() {}

  /** Share of the full accuracy that the norm-matched first direction keeps. */
  static double matched(Findings findings, LabRun run) {
    return findings.retained(findings.rank1(run)).accuracy();
  }

  /** The same, not matched. */
  static double unmatched(Findings findings, LabRun run) {
    Subspaces first = new Subspaces.Top(new Rank.Count(1));
    long last = findings.runs().last(run);
    return findings.retained(new RunModel.Part(run, last, first, 1, List.of(), false)).accuracy();
  }

  /** The same at the best of the scales. */
  static double bestScale(Findings findings, LabRun run) {
    long last = findings.runs().last(run);
    return findings.retained(new RunModel.BestScale(run, last, SCALES, SCALE_PROBLEMS)).accuracy();
  }

  /** The smallest rank that keeps 99 % of the gain. */
  static double rank(Findings findings, LabRun run) {
    return findings.figure(
        new Request.RankNeeded(run, BOUND), found -> found.rank() > 0 ? found.rank() : Double.NaN);
  }

  /** σ₁/‖ΔW‖, the mean over the modules. */
  static double normShare(Findings findings, LabRun run) {
    return findings.share(run, findings.runs().last(run), Means::normShare);
  }

  /** R² of u₁ over the steps, the mean over the modules. */
  static double r2(Findings findings, LabRun run) {
    return findings.figure(linear(run), Result.Linear::meanR2);
  }

  /** Q² of u₁. */
  static double q2(Findings findings, LabRun run) {
    return findings.figure(linear(run), Result.Linear::meanQ2);
  }

  private static Request.Linear linear(LabRun run) {
    return new Request.Linear(run, Findings.MODULE);
  }
}
