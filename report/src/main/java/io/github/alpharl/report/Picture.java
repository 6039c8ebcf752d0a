package io.github.alpharl.report;

import io.github.alpharl.report.drawing.Drawing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Panels side by side in one picture, with one legend for all of them. */
public final class Picture {

  static final String INK = "#1f2933";
  static final String SOFT = "#5b6770";
  static final String GRID = "#e3e8ec";
  private static final List<String> COLOURS =
      List.of(
          "#0b6fb8", "#d1495b", "#2a9d6f", "#e09f3e", "#7b5ea7", "#6b7780", "#17a2b8", "#b5651d",
          "#c2185b", "#4d5d1e");
  private static final int GAP = 30;
  private static final int HEADER = 44;

  private final String title;
  private final int columns;
  private final List<Panel> panels = new ArrayList<>();
  private final Map<String, String> legend = new LinkedHashMap<>(); // name → colour

  /** A part of a picture. */
  public sealed interface Panel permits LinePanel, HeatPanel {
    /** Width in pixels. */
    int width();

    /** Height in pixels. */
    int height();

    /** Draws it with its upper left corner at (x, y); {@code colours} by name of series. */
    void draw(Drawing sheet, double x, double y, Map<String, String> colours);

    /** Names of its series. */
    List<String> names();
  }

  /** An empty picture of {@code columns} panels a row. */
  public Picture(String title, int columns) {
    this.title = title;
    this.columns = columns;
  }

  /** Adds a panel after the others. */
  public Picture add(Panel panel) {
    panels.add(panel);
    for (String name : panel.names()) {
      legend.computeIfAbsent(name, _ -> COLOURS.get(legend.size() % COLOURS.size()));
    }
    return this;
  }

  /** It as SVG. */
  @Override
  public String toString() {
    return drawing().toString();
  }

  /** The marks of all panels. */
  public Drawing drawing() {
    int cell = panels.stream().mapToInt(Panel::width).max().orElse(1);
    int across = Math.min(columns, Math.max(1, panels.size()));
    int width = GAP + across * (cell + GAP);
    int top = HEADER + (legend.isEmpty() ? 0 : 24 * legendRows(width));
    int row = panels.stream().mapToInt(Panel::height).max().orElse(1);
    int rows = Math.ceilDiv(panels.size(), across);
    Drawing sheet = new Drawing(width, top + rows * (row + 12) + 8);
    sheet.text(GAP, 28, "start", 16, INK, title);
    legend(sheet, width);
    for (int i = 0; i < panels.size(); i++) {
      double x = GAP + (i % across) * (double) (cell + GAP);
      panels.get(i).draw(sheet, x, top + Math.floorDiv(i, across) * (row + 12.0), legend);
    }
    return sheet;
  }

  private int legendRows(int width) {
    int rows = 1;
    double x = GAP;
    for (String name : legend.keySet()) {
      if (x > GAP && x + length(name) > width - GAP) {
        rows++;
        x = GAP;
      }
      x += length(name);
    }
    return rows;
  }

  private void legend(Drawing sheet, int width) {
    double x = GAP;
    double y = HEADER + 6;
    for (Map.Entry<String, String> entry : legend.entrySet()) {
      if (x > GAP && x + length(entry.getKey()) > width - GAP) {
        x = GAP;
        y += 22;
      }
      sheet.rectangle(x, y - 7, 18, 4, entry.getValue());
      sheet.text(x + 24, y, "start", 12, SOFT, entry.getKey());
      x += length(entry.getKey());
    }
  }

  /** Room for a name in the legend, in pixels. */
  private static double length(String name) {
    return 46 + 6.6 * name.length();
  }
}
