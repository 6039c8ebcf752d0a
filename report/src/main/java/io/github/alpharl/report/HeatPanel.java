package io.github.alpharl.report;

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

  @Override
  public int width() {
    return LEFT + CELL_WIDTH * columns.size();
  }

  @Override
  public int height() {
    return TOP + CELL_HEIGHT * rows.size() + 26;
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public void draw(Svg svg, double left, double top, Map<String, String> colours) {
    svg.text(left + LEFT, top + 14, "start", 13, Picture.INK, title);
    for (int r = 0; r < rows.size(); r++) {
      double y = top + TOP + r * (double) CELL_HEIGHT;
      svg.text(left + LEFT - 8, y + CELL_HEIGHT / 2.0 + 4, "end", 11, Picture.SOFT, rows.get(r));
      for (int c = 0; c < columns.size(); c++) {
        cell(svg, values[r][c], left + LEFT + c * (double) CELL_WIDTH, y);
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      double x = left + LEFT + (c + 0.5) * CELL_WIDTH;
      double y = top + TOP + rows.size() * (double) CELL_HEIGHT + 16;
      svg.text(x, y, "middle", 11, Picture.SOFT, columns.get(c));
    }
  }

  private void cell(Svg svg, double value, double x, double y) {
    if (Double.isNaN(value)) {
      svg.rectangle(x, y, CELL_WIDTH - 2, CELL_HEIGHT - 2, "#eef1f4");
      return;
    }
    double share = Math.clamp((value - low) / (1 - low), 0, 1);
    svg.rectangle(x, y, CELL_WIDTH - 2, CELL_HEIGHT - 2, Svg.heat(share));
    svg.text(
        x + CELL_WIDTH / 2.0 - 1,
        y + CELL_HEIGHT / 2.0 + 4,
        "middle",
        12,
        share > 0.55 ? "#ffffff" : Picture.INK,
        Table.number(value, 2));
  }
}
