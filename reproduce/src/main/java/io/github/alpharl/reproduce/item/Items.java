package io.github.alpharl.reproduce.item;

import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.UsageException;
import java.util.List;

/** All items by name. */
public final class Items {

  private static final List<Item> ALL =
      List.of(
          new Table1(),
          new Figure3(),
          new Figure4(),
          new Figure5(),
          new Table7(),
          new Figure6(),
          new Figure15(),
          new Figures12To14(),
          new ForecasterTable(),
          new Rank99(),
          new LearningRates(),
          new SizeSeries(),
          new Conditions(),
          new RegroundedTasks());

  private Items() {}

  /** The item of this name, or every one for {@code all}. */
  public static List<Item> named(String name) {
    if (name.equals("all")) {
      return ALL;
    }
    List<Item> found =
        ALL.stream()
            .filter(item -> item.name().equals(name.equals("table-3") ? "table-1" : name))
            .toList();
    if (found.isEmpty()) {
      throw UsageException.of(
          "there is no item '%s' to reproduce%s; known are %s and all",
          name, Meant.hint(name, names()), String.join(", ", names()));
    }
    return found;
  }

  private static List<String> names() {
    return ALL.stream().map(Item::name).toList();
  }
}
