package io.github.alpharl.linearity;

import io.github.alpharl.factor.ModulePlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One figure per module as a table of layers and module kinds, see {@link ModulePlace}. Modules
 * without a layer are left out.
 *
 * @param layers rising
 * @param kinds in order of first appearance
 * @param cells the values that are defined
 */
public record Heatmap(List<Integer> layers, List<String> kinds, Map<Cell, Double> cells) {

  /** A place in the table. */
  public record Cell(int layer, String kind) {}

  /** Copies. */
  public Heatmap {
    layers = List.copyOf(layers);
    kinds = List.copyOf(kinds);
    cells = Map.copyOf(cells);
  }

  /** The table of {@code values}, from module name to figure. */
  public static Heatmap of(Map<String, OptionalDouble> values) {
    Map<Cell, OptionalDouble> cells = new LinkedHashMap<>();
    values.forEach((name, value) -> put(cells, name, value));
    Map<Cell, Double> defined = new LinkedHashMap<>();
    cells.forEach((cell, value) -> value.ifPresent(number -> defined.put(cell, number)));
    return new Heatmap(
        cells.keySet().stream().map(Cell::layer).distinct().sorted().toList(),
        cells.keySet().stream().map(Cell::kind).distinct().toList(),
        defined);
  }

  /** The value there; empty where there is no such module or its figure is undefined. */
  public OptionalDouble at(int layer, String kind) {
    Double value = cells.get(new Cell(layer, kind));
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static void put(Map<Cell, OptionalDouble> cells, String name, OptionalDouble value) {
    ModulePlace.of(name)
        .ifPresent(place -> cells.put(new Cell(place.layer(), place.kind()), value));
  }
}
