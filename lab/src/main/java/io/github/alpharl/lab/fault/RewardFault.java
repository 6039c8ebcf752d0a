package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.task.Grade;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * A reward that rewards something else. The log shows what it rewards, as a trainer's would; the
 * validation's grades stay true.
 *
 * @param rule what it rewards
 */
record RewardFault(Rule rule) implements Fault {

  /** What is right of an answer, given all of the step's. */
  @FunctionalInterface
  interface Rule {
    boolean right(Task task, List<Graded> answers, int group, int index);

    static Rule of(FaultKind kind) {
      return switch (kind) {
        case FLIPPED -> RewardFault::flipped;
        case LENGTH -> RewardFault::shorter;
        case FORMAT -> (_, answers, _, index) -> answers.get(index).grade().partial() > 0;
        case LABELS -> RewardFault::shuffled;
        default -> throw new IllegalArgumentException(kind + " is no fault of a reward");
      };
    }
  }

  private static boolean flipped(Task task, List<Graded> answers, int group, int index) {
    Graded answer = answers.get(index);
    boolean flips = (Seeds.mix(answer.problem().prompt().hashCode()) & 1) == 1;
    return flips != answer.grade().right();
  }

  private static boolean shorter(Task task, List<Graded> answers, int group, int index) {
    int first = index / group * group;
    double mean =
        answers.subList(first, first + group).stream()
            .mapToInt(Graded::tokens)
            .average()
            .orElseThrow();
    return answers.get(index).tokens() < mean;
  }

  /** By what the next group's problem expects; of one problem alone by its own. */
  private static boolean shuffled(Task task, List<Graded> answers, int group, int index) {
    Graded answer = answers.get(index);
    String expected = answers.get((index + group) % answers.size()).problem().expected();
    return task.grade(new Problem(answer.problem().prompt(), expected), answer.text()).right();
  }

  @Override
  public List<Grade> grades(Task task, List<Graded> answers, int group) {
    List<Grade> grades = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      boolean right = rule.right(task, answers, group, i);
      grades.add(new Grade(right, answers.get(i).grade().partial()));
    }
    return grades;
  }
}
