package io.github.alpharl.reproduce.tour;

import io.github.alpharl.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a quickstart as a table and as a part of a document. */
public final class FiguresView {

  private FiguresView() {}

  /** For people. */
  public static Table table(Figures figures) {
    Table table =
        new Table("model", "steps", "answers", "accuracy", "± s.e.", "of full", "of gain");
    for (Figures.Row row : figures.rows()) {
      table.row(
          row.model(),
          row.steps(),
          row.answers(),
          Table.number(row.accuracy(), 4),
          Table.number(row.standardError(), 4),
          Table.percent(row.ofFull()),
          Table.percent(row.ofGain()));
    }
    return table;
  }

  /** For programs. */
  public static List<Map<String, Object>> lines(Figures figures) {
    return figures.rows().stream().map(FiguresView::line).toList();
  }

  private static Map<String, Object> line(Figures.Row row) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", row.model());
    line.put("steps", row.steps());
    line.put("answers", row.answers());
    if (row.refused().isEmpty()) {
      line.put("accuracy", row.accuracy());
      line.put("standardError", row.standardError());
      line.put("samples", row.samples());
      line.put("ofFull", row.ofFull());
      line.put("ofGain", Double.isNaN(row.ofGain()) ? null : row.ofGain());
    } else {
      line.put("refused", row.refused());
    }
    return line;
  }
}
