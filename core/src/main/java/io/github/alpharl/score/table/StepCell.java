package io.github.alpharl.score.table;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a step that is written as something else than a plain number: the name of a checkpoint, a
 * number with thousands separators, or "base" for step 0.
 */
final class StepCell {

  // "checkpoint-10", "runs/a/global_step_10/", "iter_0000010", "step 10", "global_step10_hf"; the
  // number of an epoch counts no steps
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*[-_/ ])?(?:global_?step|checkpoint|ckpt|step|iter|iteration|weight_v)"
              + "[-_ =:#]?([0-9]{1,15})(?:_hf)?/?",
          Pattern.CASE_INSENSITIVE);

  // "1,000", "12 000", "12_000", "1'000"; never "0,500", which is a decimal number
  private static final Pattern THOUSANDS =
      Pattern.compile("[1-9][0-9]{0,2}(?:([,_'’ \u00A0\u202F])[0-9]{3})(?:\\1[0-9]{3})*");

  private static final int LONGEST = 4096;

  private StepCell() {}

  /** The step that {@code text} names or writes with separators. */
  static OptionalDouble of(String text) {
    OptionalDouble named = named(text);
    return named.isPresent() ? named : thousands(text);
  }

  /** The step of a checkpoint's name. */
  static OptionalDouble named(String text) {
    if (text.length() > LONGEST) {
      return OptionalDouble.empty();
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("base") || lower.equals("base model")) {
      return OptionalDouble.of(0);
    }
    Matcher name = NAME.matcher(text);
    return name.matches()
        ? OptionalDouble.of((double) Long.parseLong(name.group(1)))
        : OptionalDouble.empty();
  }

  private static OptionalDouble thousands(String text) {
    return text.length() < 30 && THOUSANDS.matcher(text).matches()
        ? OptionalDouble.of((double) Long.parseLong(text.replaceAll("[^0-9]", "")))
        : OptionalDouble.empty();
  }

  /** True for a step in digits alone, or for the name of one. */
  static boolean isStep(String text) {
    return text.matches("[0-9]{1,18}") || of(text).isPresent();
  }
}
