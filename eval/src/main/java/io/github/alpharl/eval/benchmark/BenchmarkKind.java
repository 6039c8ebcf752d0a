package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.grade.GradingStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The benchmarks known by name; any other file is {@link #CUSTOM}. */
public enum BenchmarkKind {
  AIME24(GradingStyle.INTEGER, "aime24", "aime-24", "aime_2024", "aime2024"),
  AIME25(GradingStyle.INTEGER, "aime25", "aime-25", "aime_2025", "aime2025"),
  MATH500(GradingStyle.MATH, "math500", "math-500", "math"),
  MINERVA(GradingStyle.RELATIVE, "minerva", "minerva_math", "minervamath"),
  GPQA(GradingStyle.CHOICE, "gpqa", "gpqa-diamond", "gpqa_diamond"),
  GSM8K(GradingStyle.NUMBER, "gsm8k"),
  CUSTOM(GradingStyle.MATH, "custom");

  private final GradingStyle style;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot change
  private final List<String> names;

  BenchmarkKind(GradingStyle style, String... names) {
    this.style = style;
    this.names = List.of(names);
  }

  /** How its answers are graded. */
  public GradingStyle style() {
    return style;
  }

  /** The names it goes by, the usual one first; also the stems of its file. */
  public List<String> names() {
    return names;
  }

  /** The benchmark called {@code name}, whatever its case. */
  public static Optional<BenchmarkKind> find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(kind -> kind.names.contains(lower)).findFirst();
  }

  /**
   * The benchmark called {@code name}.
   *
   * @throws UsageException naming those that are known
   */
  public static BenchmarkKind named(String name) {
    return find(name)
        .orElseThrow(
            () -> UsageException.of("unknown benchmark \"%s\"; known are %s", name, known()));
  }

  private static String known() {
    return Arrays.stream(values()).map(k -> k.names.getFirst()).collect(Collectors.joining(", "));
  }
}
