package io.github.alpharl.view;

import io.github.alpharl.factor.EqualDirections;
import io.github.alpharl.report.Table;
import io.github.alpharl.study.DominanceTable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Norm shares and norms of the updates.
 *
 * @param table all steps and modules
 * @param rank the directions whose share is shown beside that of the first, as they were named
 */
public record DominanceView(DominanceTable table, String rank) implements View {

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("meanNormShare", table.meanNormShare());
    document.put("meanNorm", table.meanNorm());
    document.put("steps", table.steps());
    document.put("modules", table.lines());
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    out.println("Means over all modules, by step");
    bySteps().print(out);
    out.printf("%nStep %d, by module%n", lastStep());
    byModule().print(out);
  }

  /** What is to be said of modules whose first two directions are equally strong. */
  public Optional<String> caution() {
    Map<String, Double> gaps = new LinkedHashMap<>();
    last().forEach(line -> gaps.put(line.name(), line.gap()));
    return EqualDirections.caution(gaps);
  }

  private long lastStep() {
    return table.steps().getLast().step();
  }

  private List<DominanceTable.Line> last() {
    return table.lines().stream().filter(line -> line.step() == lastStep()).toList();
  }

  private Table bySteps() {
    Table bySteps =
        new Table("step", "σ₁/‖ΔW‖", "top " + rank, "‖ΔW‖", "σ₂/σ₁", "unchanged", "sweeps");
    for (DominanceTable.Means of : table.steps()) {
      bySteps.row(
          of.step(),
          Table.percent(of.normShare()),
          Table.percent(of.normShareTop()),
          Table.significant(of.norm()),
          Table.number(of.gap(), 2),
          Table.percent(of.unchangedShare()),
          Table.number(of.sweeps(), 1));
    }
    return bySteps;
  }

  private Table byModule() {
    Table byModule = new Table("module", "σ₁", "‖ΔW‖", "α", "σ₁/‖ΔW‖", "σ₂/σ₁", "residual");
    for (DominanceTable.Line line : last()) {
      byModule.row(
          line.name(),
          Table.significant(line.sigma()),
          Table.significant(line.norm()),
          Table.number(line.alpha(), 3),
          Table.percent(line.normShare()),
          Table.number(line.gap(), 2),
          Table.significant(line.residual()));
    }
    return byModule;
  }
}
