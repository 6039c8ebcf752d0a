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
          Map.entry("global_step", 0),
          Map.entry("global_steps", 0),
          Map.entry("globalstep", 0),
          Map.entry("step", 1),
          Map.entry("steps", 1),
          Map.entry("training_step", 1),
          Map.entry("training_steps", 1),
          Map.entry("train_step", 1),
          Map.entry("train_steps", 1),
          Map.entry("trainer_step", 1),
          Map.entry("iteration", 2),
          Map.entry("iterations", 2),
          Map.entry("iter", 2),
          Map.entry("_step", 3),
          Map.entry("checkpoint", 4),
          Map.entry("checkpoints", 4),
          Map.entry("ckpt", 4));

  /** The rank of a column that only its cells show to hold steps. */
  static final int UNSUREST = 5;

  private StepNames() {}

  /** How sure it is that {@code name} counts steps, 0 the surest; empty if it does not. */
  public static OptionalInt rank(String name) {
    if (name.equals("step")) {
      return OptionalInt.of(-1);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String last = lower.substring(lower.lastIndexOf('/') + 1).replace(' ', '_');
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
