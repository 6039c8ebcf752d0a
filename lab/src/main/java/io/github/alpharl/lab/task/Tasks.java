package io.github.alpharl.lab.task;

import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.UsageException;
import java.util.List;

/** The tasks that the lab knows, by name. */
public final class Tasks {

  private static final List<Task> ALL =
      List.of(
          new ChainedArithmetic(),
          new FaultyFacts(),
          new Sorting(),
          new BoxedSum(),
          new Countdown());

  private Tasks() {}

  /** All of them. */
  public static List<Task> all() {
    return ALL;
  }

  /** The task of this name. */
  public static Task named(String name) {
    return ALL.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                UsageException.of(
                    "Unknown task \"%s\"%s; known are %s.",
                    name, Meant.hint(name, names()), String.join(", ", names())));
  }

  private static List<String> names() {
    return ALL.stream().map(Task::name).toList();
  }
}
