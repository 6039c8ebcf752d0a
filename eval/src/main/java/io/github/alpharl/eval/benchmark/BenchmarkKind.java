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
  AIME24(
      GradingStyle.INTEGER,
      "HuggingFaceH4/aime_2024:train",
      "aime24",
      "aime-24",
      "aime_2024",
      "aime2024"),
  AIME25(GradingStyle.INTEGER, "math-ai/aime25:test", "aime25", "aime-25", "aime_2025", "aime2025"),
  MATH500(GradingStyle.MATH, "HuggingFaceH4/MATH-500:test", "math500", "math-500", "math"),
  MINERVA(
      GradingStyle.RELATIVE, "math-ai/minervamath:test", "minerva", "minerva_math", "minervamath"),
  GPQA(
      GradingStyle.CHOICE,
      "Idavidrein/gpqa:train:gpqa_diamond",
      "gpqa",
      "gpqa-diamond",
      "gpqa_diamond",
      "gpqa_main",
      "gpqa_extended"),
  GSM8K(GradingStyle.NUMBER, "openai/gsm8k:test:main", "gsm8k"),
  CUSTOM(GradingStyle.MATH, "", "custom");

  private final GradingStyle style;
  private final String dataset;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot change
  private final List<String> names;

  /** {@code dataset} is its name on Hugging Face, its split and, where it has several, its part. */
  BenchmarkKind(GradingStyle style, String dataset, String... names) {
    this.style = style;
    this.dataset = dataset;
    this.names = List.of(names);
  }

  /** How its answers are graded. */
  public GradingStyle style() {
    return style;
  }

  /** Its data set on Hugging Face; empty for a file of one's own. */
  public String dataset() {
    return dataset.split(":")[0];
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

  /** Where its file comes from and what a line looks like, in one sentence. */
  String origin() {
    String[] parts = dataset.split(":");
    String part = parts.length > 2 ? ", '" + parts[2] + "'" : "";
    return "a line looks like %s, and the data set is %s on Hugging Face: python -c \"from datasets import load_dataset; load_dataset('%s'%s, split='%s').to_json('%s.jsonl')\""
        .formatted(example(), parts[0], parts[0], part, parts[1], names.getFirst());
  }

  private String example() {
    return switch (style) {
      case CHOICE -> "{\"question\": \"…\", \"choices\": [\"…\", \"…\"], \"answer\": \"B\"}";
      case NUMBER -> "{\"question\": \"…\", \"answer\": \"… #### 72\"}";
      default -> "{\"problem\": \"…\", \"answer\": \"42\"}";
    };
  }

  /** The names of all that are known, in one text. */
  static String known() {
    return Arrays.stream(values())
        .filter(kind -> kind != CUSTOM)
        .map(kind -> kind.names.getFirst())
        .collect(Collectors.joining(", "));
  }
}
