package io.github.alpharl.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TasksTest {

  static Stream<Task> tasks() {
    return Tasks.all().stream();
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void splitsAreDisjointWhateverTheSeeds(Task task) {
    Set<String> train = prompts(task, Split.TRAIN, 1);
    Set<String> validation = prompts(task, Split.VALIDATION, 2);
    Set<String> test = prompts(task, Split.TEST, 3);
    assertThat(train).doesNotContainAnyElementsOf(validation).doesNotContainAnyElementsOf(test);
    assertThat(validation).doesNotContainAnyElementsOf(test);
  }

  private static Set<String> prompts(Task task, Split split, long seed) {
    Set<String> prompts = new HashSet<>();
    new Problems(task, split, seed).range(0, 3000).forEach(p -> prompts.add(p.prompt()));
    return prompts;
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void problemsDependOnSeedSplitAndIndexAlone(Task task) {
    Problems problems = new Problems(task, Split.TRAIN, 5);
    assertThat(problems.get(17)).isEqualTo(problems.range(10, 10).get(7));
    assertThat(problems.get(17)).isNotEqualTo(problems.get(18));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void solutionsAreRightShortEnoughAndOfKnownCharacters(Task task) {
    for (Problem problem : new Problems(task, Split.TRAIN, 0).range(0, 500)) {
      String solution = task.solution(problem);
      assertThat(task.grade(problem, solution)).isEqualTo(new Grade(true, 1));
      assertThat(solution.length()).isLessThanOrEqualTo(task.maxAnswer());
      assertThat(task.characters()).contains((problem.prompt() + solution).split(""));
      assertThat(task.grade(problem, solution + "0").right()).isFalse();
      assertThat(task.grade(problem, "").right()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chained-arithmetic, 0.95",
    "faulty-facts, 0.30",
    "sorting, 0.33",
    "boxed-sum, 0.30",
    "countdown, 0.38"
  })
  void baseTextsAreRightAsOftenAsTheTaskSays(String name, double expected) {
    Task task = Tasks.named(name);
    SplittableRandom random = new SplittableRandom(9);
    List<Problem> problems = new Problems(task, Split.TRAIN, 0).range(0, 4000);
    double right = 0;
    for (Problem problem : problems) {
      String text = task.demonstration(problem, random);
      assertThat(text).endsWith(".");
      assertThat(text.length()).isLessThanOrEqualTo(task.maxAnswer());
      right += task.grade(problem, text).reward();
    }
    assertThat(right / problems.size()).isCloseTo(expected, within(0.05));
  }

  @Test
  void threeOfTenFactsAreHard() {
    int hard = 0;
    for (int a = 0; a < 10; a++) {
      for (int b = 0; b < 10; b++) {
        for (char operator : "+-*".toCharArray()) {
          hard += FaultyFacts.isHard(a, operator, b) ? 1 : 0;
        }
      }
    }
    assertThat(hard / 300.0).isCloseTo(0.3, within(0.06));
  }

  @ParameterizedTest
  @CsvSource({
    "3+8-2*9=, 3+8=1;1-2=9;9*9=1;#1., true",
    "3+8-2*9=, #1., true",
    "3+8-2*9=, #2., false",
    "3+8-2*9=, #1, false",
    "3+8-2*9=, 1., false",
    "3+8-2*9=, #1.., false",
  })
  void chainedAnswersNeedFormAndDigit(String prompt, String answer, boolean right) {
    Problem problem = ChainedArithmetic.problem(prompt.substring(0, prompt.length() - 1));
    assertThat(new ChainedArithmetic().grade(problem, answer).right()).isEqualTo(right);
  }

  @ParameterizedTest
  @CsvSource({
    "[85]., 1",
    "85., 0.5",
    "[84]., 0.5",
    "[085]., 0.5",
    "84., 0",
    "[85]], 0",
    "[85.], 0",
    "[]., 0",
    "[85].., 0"
  })
  void boxedSumsNeedTheSumAndTheFormat(String answer, double partial) {
    Grade grade = new BoxedSum().grade(new Problem("27+58=", "85"), answer);
    assertThat(grade.partial()).isEqualTo(partial);
    assertThat(grade.right()).isEqualTo(partial == 1);
  }

  @ParameterizedTest
  @CsvSource({"3*5-2., 1", "2+5*3., 0.5", "5-2*3., 0.5", "3*5-5., 0", "3*5., 0", "nonsense, 0"})
  void countdownAcceptsEveryRightExpression(String answer, double partial) {
    Problem problem = new Problem("352:3=", "3*5-2");
    Grade grade = new Countdown().grade(problem, answer);
    assertThat(grade.partial()).isEqualTo(partial);
    assertThat(grade.right()).isEqualTo(partial == 1);
  }

  @Test
  void unknownTasksAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Tasks.named("chess"))
        .hasMessage(
            "Unknown task \"chess\"; known are chained-arithmetic, faulty-facts, sorting,"
                + " boxed-sum, countdown.");
  }
}
