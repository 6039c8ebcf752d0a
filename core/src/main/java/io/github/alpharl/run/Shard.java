package io.github.alpharl.run;

import io.github.alpharl.failure.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several processes that share the modules of a run, each all steps of its own modules.
 *
 * @param index from 1
 * @param count of all
 */
public record Shard(int index, int count) {

  /** Such as {@code 3/8}, {@code auto} and {@code auto/8}. */
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6}|auto)(?:/(\\d{1,6}))?");

  private static final String ARRAY = "SLURM_ARRAY_TASK_";
  private static final String KUBERNETES = "JOB_COMPLETION_INDEX";

  /** Checks the range. */
  public Shard {
    if (count < 1 || index < 1 || index > count) {
      throw UsageException.of(
          "shard %d/%d: a shard is I/N with I from 1 to N, such as 3/8", index, count);
    }
  }

  /**
   * The shard that {@code text} names: {@code I/N}; {@code auto/N}, whose I is the number that a
   * scheduler gave in {@code environment}: SLURM's array index, from 1, or the completion index of
   * a Kubernetes job, from 0; or {@code auto} for all tasks of a SLURM array.
   */
  public static Shard parse(String text, Map<String, String> environment) {
    Matcher matcher = TEXT.matcher(text.strip());
    boolean isAuto = matcher.matches() && matcher.group(1).equals("auto");
    if (!matcher.matches() || (!isAuto && matcher.group(2) == null)) {
      throw UsageException.of("a shard is I/N, such as 3/8, or auto/N or auto, not '%s'", text);
    }
    if (!isAuto) {
      return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
    return matcher.group(2) == null
        ? ofArray(environment)
        : new Shard(index(environment), Integer.parseInt(matcher.group(2)));
  }

  private static int index(Map<String, String> environment) {
    if (environment.containsKey(ARRAY + "ID")) {
      return number(environment, ARRAY + "ID");
    }
    if (environment.containsKey(KUBERNETES)) {
      return number(environment, KUBERNETES) + 1;
    }
    throw UsageException.of(
        "neither %sID (of a SLURM array, from 1) nor %s (of an indexed Kubernetes job) is set;"
            + " name the shard as I/N",
        ARRAY, KUBERNETES);
  }

  private static Shard ofArray(Map<String, String> environment) {
    if (!environment.containsKey(ARRAY + "COUNT")) {
      throw UsageException.of(
          "%sCOUNT is not set, so that the number of shards is not known; name it as auto/N",
          ARRAY);
    }
    int step = environment.containsKey(ARRAY + "STEP") ? number(environment, ARRAY + "STEP") : 1;
    int past = number(environment, ARRAY + "ID") - number(environment, ARRAY + "MIN");
    return new Shard(past / Math.max(1, step) + 1, number(environment, ARRAY + "COUNT"));
  }

  private static int number(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || !value.matches("\\d{1,6}")) { // such as 12
      throw UsageException.of("%s is '%s', not a number; name the shard as I/N", name, value);
    }
    return Integer.parseInt(value);
  }

  /**
   * The names of this shard's modules: the largest first, each to the shard with the fewest bytes,
   * so that every process finds the same shares from the base's header alone.
   *
   * @param bytes of each module by its name
   */
  public Set<String> share(Map<String, Long> bytes) {
    List<String> names = new ArrayList<>(bytes.keySet());
    names.sort(Comparator.<String>comparingLong(name -> -bytes.get(name)).thenComparing(n -> n));
    long[] load = new long[count];
    Set<String> share = new TreeSet<>();
    for (String name : names) {
      int least = 0;
      for (int i = 1; i < count; i++) {
        least = load[i] < load[least] ? i : least;
      }
      load[least] += bytes.get(name);
      if (least == index - 1) {
        share.add(name);
      }
    }
    return share;
  }

  /** Such as {@code 3/8}. */
  @Override
  public String toString() {
    return index + "/" + count;
  }
}
