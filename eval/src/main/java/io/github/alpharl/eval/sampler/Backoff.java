package io.github.alpharl.eval.sampler;

import io.github.alpharl.failure.UsageException;
import java.time.Duration;

/**
 * How often and how long to wait before asking again: the delay doubles from {@code first} up to
 * {@code longest}.
 *
 * @param attempts requests in all before giving up
 */
public record Backoff(int attempts, Duration first, Duration longest) {

  /** Eight attempts, from half a second up to a minute: about two minutes in all. */
  public static final Backoff STANDARD =
      new Backoff(8, Duration.ofMillis(500), Duration.ofMinutes(1));

  /** Checks the ranges. */
  public Backoff {
    if (attempts < 1) {
      throw UsageException.of("there must be at least 1 attempt, not %d", attempts);
    }
  }

  /** The wait after attempt {@code attempt}, counted from 1; {@code asked} where that is longer. */
  Duration delay(int attempt, Duration asked) {
    Duration doubled = first.multipliedBy(1L << Math.min(attempt - 1, 20));
    Duration wait = asked.compareTo(doubled) > 0 ? asked : doubled;
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
