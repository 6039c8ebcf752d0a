package io.github.alpharl.cli.command;

import io.github.alpharl.factor.EqualDirections;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.report.Table;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
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
  @Mixin private Output output;

  @Option(
      names = "--rank",
      paramLabel = "1|K|P%",
      description = "Also show the share of the norm in so many directions, such as 1%%.")
  private String rank = "1";

  /** One line of the JSON document; {@code energyShareTop} is the share of all triplets. */
  private record Line(
      String name,
      long step,
      double sigma,
      double norm,
      double alpha,
      double energyShare,
      int rank,
      double energyShareTop,
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
          factors.energyShare(),
          factors.rank(),
          factors.energyShare(factors.rank()),
          factors.gap(),
          factors.unchangedShare(),
          factors.residual()[0],
          factors.sweeps());
    }
  }

  @Override
  public Integer call() {
    RunStudy study = run.openStored();
    List<Long> steps = study.prepared(Rank.parse(rank));
    try (RunFactors factors = new RunFactors(study.store(), steps)) {
      List<Line> lines = lines(factors);
      if (output.json()) {
        output.printJson(document(lines, means(lines, steps)));
      } else {
        print(lines, means(lines, steps), steps);
      }
    }
    return 0;
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
  private record Means(
      long step,
      double energyShare,
      double energyShareTop,
      double norm,
      double gap,
      double unchangedShare,
      double sweeps) {

    static Means of(long step, List<Line> of) {
      return new Means(
          step,
          mean(of, Line::energyShare),
          mean(of, Line::energyShareTop),
          mean(of, Line::norm),
          mean(of, Line::gap),
          mean(of, Line::unchangedShare),
          mean(of, Line::sweeps));
    }
  }

  private static List<Means> means(List<Line> lines, List<Long> steps) {
    return steps.stream()
        .map(step -> Means.of(step, lines.stream().filter(line -> line.step() == step).toList()))
        .toList();
  }

  private static Map<String, Object> document(List<Line> lines, List<Means> means) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("meanEnergyShare", mean(lines, Line::energyShare));
    document.put("meanNorm", mean(lines, Line::norm));
    document.put("steps", means);
    document.put("modules", lines);
    return document;
  }

  private static double mean(List<Line> lines, ToDoubleFunction<Line> figure) {
    return lines.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  private void print(List<Line> lines, List<Means> means, List<Long> steps) {
    Table bySteps =
        new Table("step", "σ₁/‖ΔW‖", "top " + rank, "‖ΔW‖", "σ₂/σ₁", "unchanged", "sweeps");
    for (Means of : means) {
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
    bySteps.print(output.out());
    List<Line> last = lines.stream().filter(line -> line.step() == steps.getLast()).toList();
    output.out().printf("%nStep %d, by module%n", steps.getLast());
    Table byModule = new Table("module", "σ₁", "‖ΔW‖", "α", "σ₁/‖ΔW‖", "σ₂/σ₁", "residual");
    for (Line line : last) {
      byModule.row(
          line.name(),
          Table.significant(line.sigma()),
          Table.significant(line.norm()),
          Table.number(line.alpha(), 3),
          Table.percent(line.energyShare()),
          Table.number(line.gap(), 2),
          Table.significant(line.residual()));
    }
    byModule.print(output.out());
    Map<String, Double> gaps = new LinkedHashMap<>();
    last.forEach(line -> gaps.put(line.name(), line.gap()));
    EqualDirections.caution(gaps).ifPresent(run::warn);
  }
}
