package io.github.alpharl.linearity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Modules by importance (method, section 3; Figure 6 c of the paper): sorted by R², the highest
 * first, under a sliding window of a third of them that moves by a seventh of them.
 */
public final class ImportanceWindows {

  private ImportanceWindows() {}

  /**
   * A window's modules.
   *
   * @param first place of its first module in the sorted list, from 0
   * @param modules their names, the highest R² first
   * @param meanR2 over them
   */
  public record Window(int first, List<String> modules, double meanR2) {

    /** Copies the list. */
    public Window {
      modules = List.copyOf(modules);
    }
  }

  /** The windows over {@code r2}, by module; the last one ends at the least important module. */
  public static List<Window> of(Map<String, Double> r2) {
    List<String> sorted =
        r2.keySet().stream()
            .sorted(
                Comparator.comparingDouble((String name) -> -r2.get(name))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    int width = Math.max(1, (int) Math.round(sorted.size() / 3.0));
    int stride = Math.max(1, (int) Math.round(sorted.size() / 7.0));
    List<Window> windows = new ArrayList<>();
    for (int first = 0; first + width < sorted.size(); first += stride) {
      windows.add(window(sorted, r2, first, width));
    }
    if (!sorted.isEmpty()) {
      windows.add(window(sorted, r2, sorted.size() - width, width));
    }
    return windows;
  }

  private static Window window(List<String> sorted, Map<String, Double> r2, int first, int width) {
    List<String> modules = sorted.subList(first, first + width);
    return new Window(
        first, modules, modules.stream().mapToDouble(r2::get).average().orElse(Double.NaN));
  }
}
