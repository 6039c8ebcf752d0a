package io.github.alpharl.watch;

import io.github.alpharl.failure.UsageException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a live watch ends by itself.
 *
 * @param alarm at the first alarm
 * @param step once this or a later step was seen
 * @param idle once nothing was new for so long
 */
public record Until(boolean alarm, OptionalLong step, Optional<Duration> idle) {

  /** Never. */
  public static final Until STOPPED = new Until(false, OptionalLong.empty(), Optional.empty());

  private static final Pattern IDLE = Pattern.compile("idle=(\\d{1,6})(s|m|h)"); // "idle=30m"
  private static final Pattern STEP = Pattern.compile("\\d{1,18}");

  /** {@code alarm}, a step, {@code idle=30m}, or several of them with commas between. */
  public static Until parse(String text) {
    Until until = STOPPED;
    for (String part : text.split(",")) {
      until = until.with(part.strip());
    }
    return until;
  }

  private Until with(String part) {
    if (part.equals("alarm")) {
      return new Until(true, step, idle);
    }
    if (STEP.matcher(part).matches()) {
      return new Until(alarm, OptionalLong.of(Long.parseLong(part)), idle);
    }
    Matcher matcher = IDLE.matcher(part);
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      Duration wait =
          switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
          };
      return new Until(alarm, step, Optional.of(wait));
    }
    throw UsageException.of(
        "a watch ends at 'alarm', a step such as 500, or 'idle=30m', not at '%s'", part);
  }
}
