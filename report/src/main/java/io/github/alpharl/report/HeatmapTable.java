package io.github.alpharl.report;

import io.github.alpharl.linearity.Heatmap;
import java.util.List;
import java.util.stream.Stream;

/** A heat map as a table: a row for each layer, a column for each kind of module. */
public final class HeatmapTable {

  private HeatmapTable() {}

  /** The table of {@code map}, two decimals a cell. */
  public static Table of(Heatmap map) {
    List<String> kinds = map.kinds();
    Table table =
        new Table(
            Stream.concat(Stream.of("layer"), kinds.stream().map(HeatmapTable::shortened))
                .toArray(String[]::new));
    for (int layer : map.layers()) {
      Stream<String> cells =
          kinds.stream().map(kind -> Table.number(map.at(layer, kind).orElse(Double.NaN), 2));
      table.row(Stream.concat(Stream.of(Integer.toString(layer)), cells).toArray());
    }
    return table;
  }

  /** A kind without what all of its sort have in common. */
  static String shortened(String kind) {
    return kind.replace("self_attn.", "").replace("mlp.", "").replace("_proj", "");
  }
}
