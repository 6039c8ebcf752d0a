package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.DominanceTable;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.DominanceView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl dominance}: energy shares and norms of the updates (Property 1). */
@Command(
    name = "dominance",
    mixinStandardHelpOptions = true,
    description =
        "Shows how much of each update lies in its top singular direction: σ₁, ‖ΔW‖, α = ‖ΔW‖/σ₁ and"
            + " the energy share σ₁/‖ΔW‖, per module and step.",
    footer = {"", "Example:", "  alpharl dominance checkpoints/my-grpo-run --rank 1%%"})
public final class Dominance implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private TableOutput output;

  @Option(
      names = "--rank",
      paramLabel = "1|K|P%",
      description = "Also show the share of the norm in so many directions, such as 1%%.")
  private String rank = "1";

  @Override
  public Integer call() {
    try (RunStudy study = run.openStored()) {
      return call(study);
    }
  }

  private int call(RunStudy study) {
    List<Long> steps = study.prepared(Rank.parse(rank));
    try (RunFactors factors = study.factors(steps)) {
      DominanceView view = new DominanceView(DominanceTable.of(factors), rank);
      output.show(view);
      if (!output.json()) {
        view.caution().ifPresent(run::warn);
      }
    }
    return 0;
  }
}
