package io.github.alpharl.grade;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.SharedData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The benchmarks' own answers against themselves and against those of other problems. */
class ReferenceAnswersTest {

  private static List<String> texts(String file, String key) {
    return JsonLines.read(SharedData.find("benchmarks/" + file + ".jsonl")).stream()
        .map(row -> row.object().get(key).asText())
        .toList();
  }

  private static String boxed(String answer) {
    return "Hence the answer is $\\boxed{" + answer + "}$.";
  }

  @Test
  void everyReferenceSolutionOfMathGivesItsOwnAnswer() {
    List<String> golds = texts("math", "answer");
    List<String> solutions = texts("math", "solution");
    var wrong = new ArrayList<Verdict>();
    for (int i = 0; i < golds.size(); i++) {
      Verdict verdict = Grader.grade(GradingStyle.MATH, golds.get(i), solutions.get(i));
      if (!verdict.equal()) {
        wrong.add(verdict);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "aime24,INTEGER",
    "aime25,INTEGER",
    "minerva,RELATIVE",
    "gsm8k,NUMBER",
    "gpqa,CHOICE",
    "math,MATH"
  })
  void everyAnswerEqualsItself(String file, GradingStyle style) {
    assertThat(texts(file, "answer"))
        .allSatisfy(
            gold -> assertThat(Grader.grade(style, gold, boxed(gold))).matches(Verdict::equal));
  }

  /**
   * Pairs with the same text are left out, and so are those of {@link #reallyEqual}: the ceilings
   * of the issue hold without any other exception.
   */
  @ParameterizedTest
  @CsvSource({
    "aime24,INTEGER",
    "aime25,INTEGER",
    "minerva,RELATIVE",
    "minerva,MATH",
    "math,MATH",
    "gsm8k,NUMBER"
  })
  void noAnswerEqualsThatOfAnotherProblem(String file, GradingStyle style) {
    List<String> golds = texts(file, "answer");
    for (int shuffle = 0; shuffle < 3; shuffle++) {
      var others = new ArrayList<>(golds);
      Collections.shuffle(others, new Random(shuffle));
      for (int i = 0; i < golds.size(); i++) {
        if (!reallyEqual(golds.get(i), others.get(i))) {
          Verdict verdict = Grader.grade(style, golds.get(i), boxed(others.get(i)));
          assertThat(verdict.equal()).as("%s", verdict).isFalse();
        }
      }
    }
  }

  private static boolean reallyEqual(String a, String b) {
    return plain(a).equals(plain(b));
  }

  /** Spaces, degree signs and the size of fractions do not make two answers differ. */
  private static String plain(String answer) {
    return answer
        .replaceAll("\\s|\\^\\\\circ", "")
        .replace("\\dfrac", "\\frac")
        .replaceAll("\\.0+$|(?<=\\.\\d)0+$", "");
  }

  @Test
  void tinyNumbersAreDifferentNumbers() {
    assertThat(Grader.grade(GradingStyle.RELATIVE, "1e-5", boxed("4.6e-24")).equal()).isFalse();
    assertThat(Grader.grade(GradingStyle.RELATIVE, "4.6e-24", boxed("1e-5")).equal()).isFalse();
    assertThat(
            Grader.grade(GradingStyle.RELATIVE, "4.6e-24", boxed("4.61 \\times 10^{-24}")).equal())
        .isTrue();
    assertThat(Grader.grade(GradingStyle.RELATIVE, "4.6e-24", boxed("0")).equal()).isFalse();
  }
}
