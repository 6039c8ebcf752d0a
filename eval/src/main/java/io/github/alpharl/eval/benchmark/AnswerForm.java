package io.github.alpharl.eval.benchmark;

import io.github.alpharl.grade.GradingStyle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where free answers stand and how they are compared.
 *
 * @param instruction added to every question; empty where the questions ask for a form themselves
 * @param changed whether the questions, not the benchmark's name, chose the style
 */
record AnswerForm(String instruction, GradingStyle style, boolean changed) {

  /** "put your final answer within \boxed{}" */
  private static final Pattern BOX = Pattern.compile("\\\\boxed|boxed\\{}");

  /** verl's GSM8K: {@code output the final answer after "####".} */
  private static final Pattern HASHES = Pattern.compile("after\\W{1,3}####");

  /** DAPO: "The last line of your response should be of the form Answer: $Answer" */
  private static final Pattern LAST_LINE =
      Pattern.compile("(?i)last line of your response should be of the (?:following )?form");

  /** The form that all of {@code problems} ask for. */
  static AnswerForm of(List<Problem> problems, BenchmarkKind kind) {
    if (all(problems, HASHES)) {
      boolean changed = kind == BenchmarkKind.CUSTOM;
      return new AnswerForm("", changed ? GradingStyle.NUMBER : kind.style(), changed);
    }
    boolean asked = all(problems, BOX) || all(problems, LAST_LINE);
    return new AnswerForm(asked ? "" : Benchmark.BOXED, kind.style(), false);
  }

  private static boolean all(List<Problem> problems, Pattern pattern) {
    return problems.stream().allMatch(p -> pattern.matcher(p.question()).find());
  }

  Optional<String> note(Path file) {
    return changed
        ? Optional.of(file + ": its questions ask for ####, so answers are graded as GSM8K's")
        : Optional.empty();
  }
}
