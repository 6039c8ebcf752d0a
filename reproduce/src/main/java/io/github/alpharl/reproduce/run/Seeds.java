package io.github.alpharl.reproduce.run;

import io.github.alpharl.failure.UsageException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The seeds that every run is made with: each gives a run of its own, so a series may be split over
 * machines by its seeds.
 *
 * @param first at least 0
 * @param last at least {@code first}
 */
public record Seeds(long first, long last) {

  private static final int MOST = 1_000_000;
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,7})(?:\\.\\.(\\d{1,7}))?");

  /**
   * Reads {@code 3}, which is seeds 0 to 2, or {@code 1..2}.
   *
   * @throws UsageException where it is neither
   */
  public static Seeds of(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (written.matches()) {
      long number = Long.parseLong(written.group(1));
      boolean count = written.group(2) == null;
      long first = count ? 0 : number;
      long last = count ? number - 1 : Long.parseLong(written.group(2));
      if (first <= last && last < MOST) {
        return new Seeds(first, last);
      }
    }
    throw UsageException.of(
        "seeds are a number of at least 1, as 3 for seeds 0 to 2, or a range, as 1..2, not '%s'",
        text);
  }

  /** One by one, ascending. */
  public List<Long> values() {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /** As {@link #of} reads it. */
  @Override
  public String toString() {
    return first == 0 ? Long.toString(last + 1) : first + ".." + last;
  }
}
