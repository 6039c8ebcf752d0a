package io.github.alpharl.eval.benchmark;

import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.GradingStyle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A set of problems, the way their questions become prompts and their answers verdicts.
 *
 * @param instruction what is added to every question of a prompt; may be empty
 * @param notes what was guessed or left out when it was read, each one sentence
 */
public record Benchmark(
    String name,
    List<Problem> problems,
    String instruction,
    AnswerJudge judge,
    List<String> notes) {

  /** Asked after every question: where the answer must stand. */
  public static final String BOXED =
      "\nPlease reason step by step, and put your final answer within \\boxed{}.";

  /** Copies the lists. */
  public Benchmark {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** A benchmark whose answers are graded in {@code style}. */
  static Benchmark graded(
      String name, List<Problem> problems, String instruction, GradingStyle style) {
    return new Benchmark(
        name,
        problems,
        instruction,
        (problem, response) -> Grader.grade(style, problem.gold(), response, problem.context()),
        List.of());
  }

  Benchmark named(String other) {
    return new Benchmark(other, problems, instruction, judge, notes);
  }

  Benchmark noted(List<String> all) {
    return new Benchmark(name, problems, instruction, judge, all);
  }

  /** The first {@code n} problems, or all. */
  public Benchmark first(int n) {
    return new Benchmark(
        name, problems.subList(0, Math.min(n, problems.size())), instruction, judge, notes);
  }

  /** What is asked of the model. */
  public String prompt(Problem problem) {
    return problem.question() + instruction;
  }

  /** A short hash of all questions and gold answers: results of other data are never mixed in. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Problem p : problems) {
        for (String part : List.of(p.id(), prompt(p), p.gold())) {
          digest.update(part.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
