package io.github.alpharl.bench;

import io.github.alpharl.report.Table;
import java.util.List;

/** The measurements of {@link SvdBench} as a table. */
public final class SvdTable {

  private SvdTable() {}

  /** A row for each measurement. */
  public static Table of(List<SvdBench.Row> rows) {
    Table table =
        new Table(
            "shape",
            "σ₂/σ₁",
            "threads",
            "read ms",
            "cold ms",
            "reads",
            "sweeps",
            "warm ms",
            "reads",
            "sweeps",
            "lowrank ms",
            "× cold",
            "full s",
            "× cold",
            "residual");
    for (SvdBench.Row row : rows) {
      double full = row.fullSvdSeconds() == null ? Double.NaN : row.fullSvdSeconds();
      table.row(
          row.shape(),
          row.spectrum(),
          row.threads(),
          Table.number(1e3 * row.plainReadSeconds(), 1),
          Table.number(1e3 * row.coldSeconds(), 1),
          Table.number(row.coldReads(), 1),
          row.sweeps(),
          Table.number(1e3 * row.warmSeconds(), 1),
          Table.number(row.warmReads(), 1),
          row.warmSweeps(),
          Table.number(1e3 * row.randomisedSeconds(), 0),
          Table.number(row.randomisedSeconds() / row.coldSeconds(), 1),
          Table.number(full, 1),
          Table.number(full / row.coldSeconds(), 0),
          Table.significant(row.residual()));
    }
    return table;
  }
}
