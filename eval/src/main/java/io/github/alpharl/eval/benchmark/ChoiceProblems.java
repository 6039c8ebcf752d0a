package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.equality.AnswerContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Problems with choices. GPQA's are shuffled, as its copies have the right choice first; others
 * keep their order.
 */
final class ChoiceProblems {

  private final Path file;
  private final BenchmarkKind kind;
  private final long seed;
  private final Consumer<String> notes;

  ChoiceProblems(Path file, BenchmarkKind kind, long seed, Consumer<String> notes) {
    this.file = file;
    this.kind = kind;
    this.seed = seed;
    this.notes = notes;
  }

  Benchmark of(
      List<Row> rows,
      List<RowFields> fields,
      List<String> ids,
      List<String> questions,
      List<Optional<ChoiceColumns>> columns) {
    int base = base(fields, columns);
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Choices choices =
          columns.get(i).isPresent()
              ? choices(row, fields.get(i), questions.get(i), columns.get(i).get(), base)
              : inQuestion(row, fields.get(i), questions.get(i));
      boolean shuffled =
          kind == BenchmarkKind.GPQA || columns.get(i).map(ChoiceColumns::rightFirst).orElse(false);
      Choices shown = shuffled ? choices.shuffled(seed, ids.get(i)) : choices;
      problems.add(new Problem(ids.get(i), shown.question(), shown.letter(), AnswerContext.NONE));
    }
    String instruction = AnswerForm.of(problems, kind).instruction();
    return Benchmark.graded("", problems, instruction, GradingStyle.CHOICE);
  }

  private Choices inQuestion(Row row, RowFields fields, String question) {
    return fields.answers().stream()
        .flatMap(letter -> Choices.in(question, letter.strip()).stream())
        .findFirst()
        .orElseThrow(
            () ->
                BadDataException.of(
                        "%s %s: the question has no choices A to D, or the answer is none of them",
                        file, row.place())
                    .in(file)
                    .as(Defect.MISSING));
  }

  private Choices choices(
      Row row, RowFields fields, String question, ChoiceColumns columns, int base) {
    int right = columns.rightFirst() ? 0 : right(row, fields, columns, base);
    return new Choices(question.strip() + "\n\n", columns.texts(), right, "");
  }

  private int right(Row row, RowFields fields, ChoiceColumns columns, int base) {
    List<String> answers = ProblemReader.answers(file, row, fields);
    if (answers.size() > 1) {
      throw BadDataException.of(
              "%s %s: %d answers are right; one is expected", file, row.place(), answers.size())
          .in(file)
          .as(Defect.MISMATCH);
    }
    String gold = answers.getFirst();
    int place = columns.named(gold).orElseGet(() -> place(gold, base));
    if (place < 0 || place >= columns.texts().size()) {
      throw BadDataException.of(
              "%s %s: the answer %s is none of the %d choices",
              file, row.place(), gold, columns.texts().size())
          .in(file)
          .as(Defect.MISMATCH);
    }
    return place;
  }

  private static int place(String gold, int base) {
    return gold.strip().matches("\\d{1,2}") ? Integer.parseInt(gold.strip()) - base : -1;
  }

  /** Whether places are counted from 0 or from 1, which only a whole file tells. */
  private int base(List<RowFields> fields, List<Optional<ChoiceColumns>> columns) {
    boolean some = false;
    boolean zero = false;
    boolean beyond = false;
    for (int i = 0; i < fields.size(); i++) {
      Optional<ChoiceColumns> choices = columns.get(i).filter(c -> !c.rightFirst());
      List<String> answers = fields.get(i).answers();
      if (choices.isPresent()
          && answers.size() == 1
          && choices.get().named(answers.getFirst()).isEmpty()) {
        int place = place(answers.getFirst(), 0);
        some |= place >= 0;
        zero |= place == 0;
        beyond |= place == choices.get().texts().size();
      }
    }
    if (some && zero == beyond) {
      notes.accept(file + ": the answers are places among the choices, taken as counted from 0");
    }
    return beyond && !zero ? 1 : 0;
  }
}
