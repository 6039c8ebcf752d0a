package io.github.alpharl.report;

import io.github.alpharl.report.drawing.Drawing;
import java.util.List;
import java.util.Map;

/**
 * Numbers in [0, 1] as a coloured table.
 *
 * @param title of the panel
 * @param rows names, top first
 * @param columns names
 * @param values by row and column, NaN where there is none
 * @param low the value of the palest colour
 */
public record HeatPanel(
    String title, List<String> rows, List<String> columns, double[][] values, double low)
    implements Picture.Panel {

  private static final int LEFT = 26;
  private static final int TOP = 28;
  private static final int CELL_WIDTH = 52;
  private static final int CELL_HEIGHT = 34;
  private static final int TALLEST = 520; // many layers have lower rows

  private double cellHeight() {
    return Math.min(CELL_HEIGHT, (double) TALLEST / Math.max(1, rows.size()));
  }

  @Override
  public int width() {
    return LEFT + CELL_WIDTH * columns.size();
  }

  @Override
  public int height() {
    return TOP + (int) Math.ceil(cellHeight() * rows.size()) + 26;
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public void draw(Drawing sheet, double left, double top, Map<String, String> colours) {
    sheet.text(left + LEFT, top + 14, "start", 13, Picture.INK, title);
    for (int r = 0; r < rows.size(); r++) {
      double y = top + TOP + r * cellHeight();
      sheet.text(left + LEFT - 8, y + cellHeight() / 2.0 + 4, "end", 11, Picture.SOFT, rows.get(r));
      for (int c = 0; c < columns.size(); c++) {
        cell(sheet, values[r][c], left + LEFT + c * (double) CELL_WIDTH, y);
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      double x = left + LEFT + (c + 0.5) * CELL_WIDTH;
      double y = top + TOP + rows.size() * cellHeight() + 16;
      sheet.text(x, y, "middle", 11, Picture.SOFT, columns.get(c));
    }
  }

  private void cell(Drawing sheet, double value, double x, double y) {
    if (Double.isNaN(value)) {
      sheet.rectangle(x, y, CELL_WIDTH - 2, cellHeight() - 2, "#eef1f4");
      return;
    }
    double share = Math.clamp((value - low) / (1 - low), 0, 1);
    sheet.rectangle(x, y, CELL_WIDTH - 2, cellHeight() - 2, Drawing.heat(share));
    if (cellHeight() < 16) {
      return; // too low for a number
    }
    sheet.text(
        x + CELL_WIDTH / 2.0 - 1,
        y + cellHeight() / 2.0 + 4,
        "middle",
        12,
        share > 0.55 ? "#ffffff" : Picture.INK,
        Table.number(value, 2));
  }
}
