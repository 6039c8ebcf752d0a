package io.github.alpharl.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Notes about steps, each reason once: {@code steps 10, 20, 30 are skipped: …}. Reasons that differ
 * in nothing but the step's number, as in paths, are one; the first step's is shown.
 */
public final class StepNotes {

  private static final int SHOWN = 8;

  private final Map<String, Group> groups = new LinkedHashMap<>();

  /** The steps with one reason: what it says of one and of many. */
  private record Group(String one, String many, String reason, List<Long> steps) {

    String text() {
      if (steps.size() == 1) {
        return "step " + steps.getFirst() + one + reason;
      }
      String alike = reason.equals(general(reason, steps.getFirst())) ? "" : "; the others alike";
      return "steps " + shown(steps) + many + reason + alike;
    }
  }

  /** Adds that {@code step} cannot be used. */
  public void skipped(long step, String reason) {
    add(step, " is skipped: ", " are skipped: ", reason);
  }

  /** Adds what is odd but harmless about {@code step}. */
  public void add(long step, String reason) {
    add(step, ": ", ": ", reason);
  }

  /** Adds a note that is about no single step. */
  public void add(String note) {
    groups.putIfAbsent(note, new Group("", "", note, List.of()));
  }

  /** Adds all of {@code other}. */
  void addAll(StepNotes other) {
    other.groups.forEach(
        (key, group) ->
            groups.merge(
                key,
                group,
                (mine, more) -> {
                  mine.steps().addAll(more.steps());
                  return mine;
                }));
  }

  private void add(long step, String one, String many, String reason) {
    groups
        .computeIfAbsent(
            one + general(reason, step), _ -> new Group(one, many, reason, new ArrayList<>()))
        .steps()
        .add(step);
  }

  /** True if there are none. */
  public boolean isEmpty() {
    return groups.isEmpty();
  }

  /** The notes, in the order in which their reasons came. */
  public List<String> list() {
    return groups.values().stream()
        .map(group -> group.steps().isEmpty() ? group.reason() : group.text())
        .toList();
  }

  /** {@code steps} rising, in a few words: all of a few, else the ends and how many. */
  public static String shown(Collection<Long> steps) {
    List<Long> rising = List.copyOf(new TreeSet<>(steps));
    if (rising.size() <= SHOWN) {
      return joined(rising);
    }
    int end = rising.size();
    return joined(rising.subList(0, 3))
        + " … "
        + joined(rising.subList(end - 2, end))
        + " ("
        + end
        + " of them)";
  }

  private static String joined(List<Long> steps) {
    return steps.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** {@code reason} with {N} for the step's number in names: checkpoint-{N} for checkpoint-0010. */
  private static String general(String reason, long step) {
    return reason.replaceAll("(?<=[A-Za-z_/-])0*" + step + "(?![0-9A-Za-z])", "{N}");
  }
}
