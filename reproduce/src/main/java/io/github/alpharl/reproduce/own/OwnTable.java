package io.github.alpharl.reproduce.own;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of texts, numbers and accuracies with their errors. */
public final class OwnTable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String caption;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  OwnTable(String caption, String... columns) {
    this.caption = caption;
    this.columns = List.of(columns);
  }

  /** A share that is shown in per cent; NaN for none. */
  record Share(double value) {}

  /** Adds texts, whole numbers, doubles, {@link Share}s and {@link Estimate}s. */
  OwnTable row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(caption + ": " + cells.length + " cells");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** What it shows. */
  public String caption() {
    return caption;
  }

  /** For the terminal and for files. */
  public Table table() {
    Table table = new Table(columns.toArray(String[]::new));
    rows.forEach(row -> table.row(row.stream().map(OwnTable::text).toArray()));
    return table;
  }

  private static String text(Object cell) {
    return switch (cell) {
      case Estimate found when !(found.standardError() > 0) -> // all answers alike, by chance
          Table.number(found.value(), 3);
      case Estimate found ->
          Table.number(found.value(), 3) + " ± " + Table.number(found.standardError(), 3);
      case Share(double value) -> Table.percent(value);
      case Double number -> Table.significant(number);
      default -> cell.toString();
    };
  }

  /** For a Markdown page. */
  String markdown() {
    StringBuilder text = new StringBuilder("**" + caption + "**\n\n");
    line(text, columns);
    line(text, columns.stream().map(_ -> "---").toList());
    rows.forEach(row -> line(text, row.stream().map(OwnTable::text).toList()));
    return text.append('\n').toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** All rows in full precision, undefined numbers as null. */
  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("caption", caption);
    ArrayNode all = json.putArray("rows");
    for (List<Object> row : rows) {
      ObjectNode node = all.addObject();
      for (int c = 0; c < columns.size(); c++) {
        put(node, columns.get(c), row.get(c));
      }
    }
    return json;
  }

  private static void put(ObjectNode node, String name, Object cell) {
    switch (cell) {
      case Estimate found -> {
        ObjectNode estimate = node.putObject(name);
        put(estimate, "value", found.value());
        put(estimate, "standardError", found.standardError());
        put(estimate, "low95", found.low());
        put(estimate, "high95", found.high());
      }
      case Share(double value) -> put(node, name, value);
      case Double number when !Double.isFinite(number) -> node.putNull(name);
      case Double number -> node.put(name, number);
      case Long number -> node.put(name, number);
      case Integer number -> node.put(name, number);
      default -> node.put(name, cell.toString());
    }
  }
}
