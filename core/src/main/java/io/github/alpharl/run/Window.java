package io.github.alpharl.run;

import io.github.alpharl.failure.UsageException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The observed part of a run: which checkpoints after the base a forecast may look at. */
public sealed interface Window {

  /** The steps up to {@code percent} (0 to 100] of the largest step number of the run. */
  record Percent(double percent) implements Window {
    /** Refuses a share that is none. */
    public Percent {
      if (!(percent > 0 && percent <= 100)) {
        throw UsageException.of(
            "a window must be over 0 %% and at most 100 %%, found %s%%", percent);
      }
    }

    @Override
    public boolean contains(long step, long largest) {
      return step * 100.0 <= percent * largest;
    }

    @Override
    public String toString() {
      return percent == Math.rint(percent)
          ? String.format(Locale.ROOT, "%.0f%%", percent)
          : percent + "%";
    }
  }

  /** The steps from {@code first} to {@code last}, both included. */
  record Range(long first, long last) implements Window {
    /** Refuses an empty range. */
    public Range {
      if (first < 0 || last < Math.max(1, first)) {
        throw UsageException.of(
            "the window %d..%d holds no step after the base; write it as FIRST..LAST", first, last);
      }
    }

    @Override
    public boolean contains(long step, long largest) {
      return step >= first && step <= last;
    }

    @Override
    public String toString() {
      return first + ".." + last;
    }
  }

  /** True when {@code step} of a run that ends at step {@code largest} is observed. */
  boolean contains(long step, long largest);

  /**
   * The observed ones of a run's steps, rising, without the base (step 0).
   *
   * @throws UsageException for fewer than two
   */
  default List<Long> select(Collection<Long> steps) {
    return select(steps, 0);
  }

  /**
   * Like {@link #select(Collection)}; a share is one of {@code planned} steps, if these are more.
   */
  default List<Long> select(Collection<Long> steps, long planned) {
    long largest = steps.stream().mapToLong(Long::longValue).reduce(planned, Math::max);
    List<Long> after = steps.stream().filter(step -> step > 0).sorted().distinct().toList();
    List<Long> observed = after.stream().filter(step -> contains(step, largest)).toList();
    if (observed.size() < 2) {
      throw UsageException.of(
          "a forecast needs at least 2 checkpoints after the base; the window %s holds %d of the %d"
              + " (%s); widen it",
          this, observed.size(), after.size(), extent(after));
    }
    return observed;
  }

  /** Reads {@code 40%} or {@code 1..42}. */
  static Window parse(String text) {
    Matcher percent = Forms.PERCENT.matcher(text.strip());
    Matcher range = Forms.RANGE.matcher(text.strip());
    if (percent.matches()) {
      return new Percent(Double.parseDouble(percent.group(1)));
    }
    if (range.matches()) {
      return new Range(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
    }
    throw UsageException.of(
        "the window \"%s\" is neither a share of the run such as 40%% nor steps such as 1..42",
        text);
  }

  private static String extent(List<Long> steps) {
    return steps.isEmpty() ? "none" : "steps " + steps.getFirst() + " to " + steps.getLast();
  }

  /** The two ways to write a window. */
  final class Forms {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*%");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    private Forms() {}
  }
}
