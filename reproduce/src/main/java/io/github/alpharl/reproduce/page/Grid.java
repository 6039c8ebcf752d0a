package io.github.alpharl.reproduce.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.report.Table;
import java.util.ArrayList;
import java.util.List;

/** A table of texts and {@link Cell}s. */
public final class Grid {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String caption;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /** A table without rows. */
  public Grid(String caption, String... columns) {
    this(caption, List.of(columns));
  }

  /** A table without rows. */
  public Grid(String caption, List<String> columns) {
    this.caption = caption;
    this.columns = List.copyOf(columns);
  }

  /** Adds a row. */
  public Grid row(Object... cells) {
    return row(List.of(cells));
  }

  /** Adds a row. */
  public Grid row(List<?> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(caption + ": " + cells.size() + " cells");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** What it shows. */
  public String caption() {
    return caption;
  }

  private static String text(Object cell) {
    return cell instanceof Cell value ? value.text() : cell.toString();
  }

  /** For the terminal. */
  public Table table() {
    Table table = new Table(columns.toArray(String[]::new));
    rows.forEach(row -> table.row(row.stream().map(Grid::text).toArray()));
    return table;
  }

  /** For a Markdown page. */
  public String markdown() {
    StringBuilder text = new StringBuilder("**" + caption + "**\n\n");
    line(text, columns);
    line(text, columns.stream().map(_ -> "---").toList());
    rows.forEach(row -> line(text, row.stream().map(Grid::text).toList()));
    return text.append('\n').toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ")
        .append(String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList()))
        .append(" |\n");
  }

  /** All that it holds, in full precision. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("caption", caption);
    ArrayNode all = json.putArray("rows");
    for (List<Object> row : rows) {
      ObjectNode node = all.addObject();
      for (int c = 0; c < columns.size(); c++) {
        if (row.get(c) instanceof Cell value) {
          node.set(columns.get(c), value.json());
        } else {
          node.put(columns.get(c), row.get(c).toString());
        }
      }
    }
    return json;
  }
}
