package io.github.alpharl.cli.run;

import io.github.alpharl.cli.word.EnergyShare;
import io.github.alpharl.study.Truncation;
import picocli.CommandLine.Option;

/** How much of the update an adapter carries. */
final class AdapterCut {
  @Option(
      names = "--rank",
      paramLabel = "R",
      description =
          "With --adapter: cut the update of every matrix to its first R singular directions, so"
              + " that an adapter carries any forecast.")
  private Integer rank;

  @Option(
      names = "--energy",
      paramLabel = "P%",
      description = "With --adapter: cut it to as many directions as hold P %% of ‖ΔW‖².")
  private String energy;

  Truncation truncation() {
    return rank != null ? new Truncation.ToRank(rank) : EnergyShare.parse(energy);
  }
}
