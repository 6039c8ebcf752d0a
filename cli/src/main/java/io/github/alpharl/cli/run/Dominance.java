package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.factor.EqualDirections;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.report.Table;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.DominanceTable;
import io.github.alpharl.study.RunStudy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      DominanceTable table = DominanceTable.of(factors);
      if (output.json()) {
        output.printJson(document(table));
      } else {
        print(table.lines(), table.steps(), steps);
      }
    }
    return 0;
  }

  private static Map<String, Object> document(DominanceTable table) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("meanEnergyShare", table.meanEnergyShare());
    document.put("meanNorm", table.meanNorm());
    document.put("steps", table.steps());
    document.put("modules", table.lines());
    return document;
  }

  private void print(
      List<DominanceTable.Line> lines, List<DominanceTable.Means> means, List<Long> steps) {
    Table bySteps =
        new Table("step", "σ₁/‖ΔW‖", "top " + rank, "‖ΔW‖", "σ₂/σ₁", "unchanged", "sweeps");
    for (DominanceTable.Means of : means) {
      bySteps.row(
          of.step(),
          Table.percent(of.energyShare()),
          Table.percent(of.energyShareTop()),
          Table.significant(of.norm()),
          Table.number(of.gap(), 2),
          Table.percent(of.unchangedShare()),
          Table.number(of.sweeps(), 1));
    }
    output.out().println("Means over all modules, by step");
    output.print(bySteps);
    List<DominanceTable.Line> last =
        lines.stream().filter(line -> line.step() == steps.getLast()).toList();
    output.out().printf("%nStep %d, by module%n", steps.getLast());
    Table byModule = new Table("module", "σ₁", "‖ΔW‖", "α", "σ₁/‖ΔW‖", "σ₂/σ₁", "residual");
    for (DominanceTable.Line line : last) {
      byModule.row(
          line.name(),
          Table.significant(line.sigma()),
          Table.significant(line.norm()),
          Table.number(line.alpha(), 3),
          Table.percent(line.energyShare()),
          Table.number(line.gap(), 2),
          Table.significant(line.residual()));
    }
    output.print(byModule);
    Map<String, Double> gaps = new LinkedHashMap<>();
    last.forEach(line -> gaps.put(line.name(), line.gap()));
    EqualDirections.caution(gaps).ifPresent(run::warn);
  }
}
