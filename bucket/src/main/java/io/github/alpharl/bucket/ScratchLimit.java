package io.github.alpharl.bucket;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much scratch space a mirror may hold, as people write it. */
public final class ScratchLimit {

  private static final Pattern BYTES = Pattern.compile("([1-9][0-9]{0,11})([KMGT]?)"); // 200G
  private static final Map<String, Integer> SHIFTS =
      Map.of("", 0, "K", 10, "M", 20, "G", 30, "T", 40);

  private ScratchLimit() {}

  /**
   * The bytes that {@code text} names; of an empty one, no limit.
   *
   * @throws UsageException for anything else
   */
  public static long bytes(String text) {
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw UsageException.of("%s: expected bytes such as 200G or 500M", text).by(Setting.SCRATCH);
    }
    return Long.parseLong(matcher.group(1)) << SHIFTS.get(matcher.group(2));
  }
}
