package io.github.alpharl.spectral;

import io.github.alpharl.failure.UsageException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many singular triplets of each matrix: a number, or a share of its smaller side. */
public sealed interface Rank {

  /** k triplets, fewer where the matrix has no more. */
  record Count(int count) implements Rank {
    /** Checks the range. */
    public Count {
      if (count < 1) {
        throw UsageException.of("a rank must be at least 1, not %d", count);
      }
    }

    @Override
    public int of(int rows, int columns) {
      return Math.min(count, Math.min(rows, columns));
    }

    @Override
    public String toString() {
      return Integer.toString(count);
    }
  }

  /** max(1, ceil(percent % · min(m, n))) triplets, as the paper counts "rank-k %". */
  record Percent(double percent) implements Rank {
    /** Checks the range. */
    public Percent {
      if (!(percent > 0 && percent <= 100)) {
        throw UsageException.of("a rank must be over 0 %% and at most 100 %%, not %s %%", percent);
      }
    }

    @Override
    public int of(int rows, int columns) {
      return Math.max(1, (int) Math.ceil(percent * Math.min(rows, columns) / 100));
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /** As many as the largest of several. */
  record Largest(List<Rank> ranks) implements Rank {
    /** Copies; none is no rank. */
    public Largest {
      if (ranks.isEmpty()) {
        throw new IllegalArgumentException("no ranks");
      }
      ranks = List.copyOf(ranks);
    }

    @Override
    public int of(int rows, int columns) {
      return ranks.stream().mapToInt(rank -> rank.of(rows, columns)).max().orElseThrow();
    }

    @Override
    public String toString() {
      return "the largest of " + ranks;
    }
  }

  /** The number of triplets of an m × n matrix. */
  int of(int rows, int columns);

  /** Reads {@code 1}, {@code 8} or {@code 1%}. */
  static Rank parse(String text) {
    Matcher count = Forms.COUNT.matcher(text.strip());
    Matcher percent = Forms.PERCENT.matcher(text.strip());
    if (count.matches()) {
      return new Count(Integer.parseInt(count.group()));
    }
    if (percent.matches()) {
      return new Percent(Double.parseDouble(percent.group(1)));
    }
    throw UsageException.of(
        "the rank '%s' is neither a number such as 8 nor a share such as 1%%", text);
  }

  /** How a rank is written. */
  final class Forms {
    private static final Pattern COUNT = Pattern.compile("\\d{1,8}");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,8}(?:\\.\\d{1,8})?)\\s*%");

    private Forms() {}
  }
}
