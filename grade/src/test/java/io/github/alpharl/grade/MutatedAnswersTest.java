package io.github.alpharl.grade;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.SharedData;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gold answers of the benchmarks with one thing changed are never equal to themselves. */
class MutatedAnswersTest {

  /** A bracket at infinity is open however it is written: {@code (2, \infty]}. */
  private static final Pattern AT_INFINITY =
      Pattern.compile("\\[\\s*-\\s*\\\\infty|\\\\infty\\s*\\]");

  private static List<String> golds(String file) {
    return JsonLines.read(SharedData.find("benchmarks/" + file + ".jsonl")).stream()
        .map(row -> row.object().get("answer").asText())
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "math,MATH,1500",
    "minerva,MATH,1500",
    "aime24,INTEGER,150",
    "aime25,INTEGER,150",
    "gsm8k,NUMBER,1000"
  })
  void noChangedAnswerIsEqual(String file, GradingStyle style, int atLeast) {
    int tried = golds(file).parallelStream().mapToInt(gold -> changed(style, gold)).sum();
    assertThat(tried).isGreaterThanOrEqualTo(atLeast);
  }

  /** How many changes of {@code gold} were tried; none of them is equal to it. */
  private static int changed(GradingStyle style, String gold) {
    int tried = 0;
    for (Mutations.Mutation mutation : Mutations.of(gold)) {
      if (!meansTheSame(gold, mutation)) {
        Verdict verdict = Grader.grade(style, gold, "\\boxed{" + mutation.text() + "}");
        assertThat(verdict.equal()).as("%s %s", mutation, verdict).isFalse();
        tried++;
      }
    }
    return tried;
  }

  /** Minus nothing is nothing, and an end at infinity is open. */
  private static boolean meansTheSame(String gold, Mutations.Mutation mutation) {
    return (gold.equals("0") && mutation.text().equals("-0"))
        || (mutation.kind().equals("bracket") && AT_INFINITY.matcher(mutation.text()).find());
  }
}
