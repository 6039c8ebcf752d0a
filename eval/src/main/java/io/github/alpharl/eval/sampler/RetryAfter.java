package io.github.alpharl.eval.sampler;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The header by which a server says how long to wait: seconds, also with a fraction, or a date. */
final class RetryAfter {

  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  /** The wait that {@code header} asks for, at most a day; zero where it asks for none. */
  static Duration of(String header) {
    Duration wait = header.matches("\\d{1,9}(\\.\\d{1,9})?") ? seconds(header) : until(header);
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  private static Duration seconds(String header) {
    return Duration.ofMillis(Math.round(Double.parseDouble(header) * 1000));
  }

  /** Of a date such as {@code Wed, 21 Oct 2026 07:28:00 GMT}. */
  private static Duration until(String header) {
    try {
      ZonedDateTime then = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(ZonedDateTime.now(then.getZone()), then);
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
