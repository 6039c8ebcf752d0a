package io.github.alpharl.score.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** The names under which trainers and trackers write the number of a step. */
public final class StepNames {

  /**
   * By the last part of the name, the surest first: {@code train/global_step} counts updates of the
   * weights, while {@code _step} counts calls of the tracker and may differ from it.
   */
  private static final Map<String, Integer> RANKS =
      Map.ofEntries(
          Map.entry("step", 1),
          Map.entry("steps", 1),
          Map.entry("global_step", 0),
          Map.entry("global step", 0),
          Map.entry("globalstep", 0),
          Map.entry("training_step", 1),
          Map.entry("train_step", 1),
          Map.entry("trainer_step", 1),
          Map.entry("iteration", 2),
          Map.entry("_step", 3));

  private StepNames() {}

  /** How sure it is that {@code name} counts steps, 0 the surest; empty if it does not. */
  public static OptionalInt rank(String name) {
    if (name.equals("step")) {
      return OptionalInt.of(-1);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String last = lower.substring(lower.lastIndexOf('/') + 1);
    Integer rank = RANKS.get(last);
    return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
  }

  /** True for the names of several columns of which one counts steps. */
  static boolean areIn(List<String> names) {
    return names.size() > 1 && names.stream().anyMatch(name -> rank(name).isPresent());
  }

  /** What stands before the last part of a name with its slash: "eval/" of "eval/step". */
  public static String prefix(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }
}
