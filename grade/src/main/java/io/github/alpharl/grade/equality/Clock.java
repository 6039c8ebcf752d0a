package io.github.alpharl.grade.equality;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times of day: {@code 15:45} is {@code 3:45 PM}; {@code 3:45} alone may be either half. */
final class Clock {

  /** {@code 3:45pm}, {@code 15:45}, {@code 08:30}. */
  private static final Pattern TIME = Pattern.compile("(\\d{1,2}):([0-5]\\d)([ap]m)?");

  private static final int NOON = 12;
  private static final int MINUTES = 60;

  private Clock() {}

  /** Whether both texts say one minute of the day, and neither leaves the half of the day open. */
  static boolean same(String gold, String answer) {
    Optional<Integer> minute = minute(gold);
    return minute.isPresent() && minute.equals(minute(answer));
  }

  private static Optional<Integer> minute(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return Optional.empty();
    }
    int hour = Integer.parseInt(time.group(1));
    String half = time.group(3);
    boolean clear =
        half == null
            ? hour < 2 * NOON && (hour > NOON || text.startsWith("0"))
            : hour >= 1 && hour <= NOON;
    int hours = half == null ? hour : hour % NOON + (half.equals("pm") ? NOON : 0);
    return clear
        ? Optional.of(hours * MINUTES + Integer.parseInt(time.group(2)))
        : Optional.empty();
  }
}
