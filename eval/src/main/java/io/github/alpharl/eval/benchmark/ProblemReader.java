package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.equality.AnswerContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes problems of rows. What is guessed or left out on the way is noted. */
final class ProblemReader {

  private final Path file;
  private final BenchmarkKind kind;
  private final long seed;
  private final List<String> notes = new ArrayList<>();
  private int otherMessages;
  private int lists;

  ProblemReader(Path file, BenchmarkKind kind, long seed) {
    this.file = file;
    this.kind = kind;
    this.seed = seed;
  }

  Benchmark read(List<Row> rows) {
    List<RowFields> fields = rows.stream().map(row -> new RowFields(row.object())).toList();
    List<String> ids = new ProblemIds(file, notes::add).of(rows, fields);
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      questions.add(question(rows.get(i), fields.get(i)));
    }
    List<Optional<ChoiceColumns>> choices = fields.stream().map(ChoiceColumns::of).toList();
    boolean chosen = choices.stream().anyMatch(Optional::isPresent);
    Benchmark benchmark =
        chosen || kind.style() == GradingStyle.CHOICE
            ? new ChoiceProblems(file, kind, seed, notes::add)
                .of(rows, fields, ids, questions, choices)
            : open(rows, fields, ids, questions);
    return benchmark.named(name()).noted(notes());
  }

  private String name() {
    return kind == BenchmarkKind.CUSTOM ? BenchmarkFile.stem(file) : kind.names().getFirst();
  }

  private List<String> notes() {
    if (otherMessages > 0) {
      notes.add(
          "%s: of %s only the user's last message is asked"
              .formatted(file, Wording.count(otherMessages, "conversation")));
    }
    if (lists > 0) {
      notes.add(
          "%s: %s of several; all that stand in one are wanted"
              .formatted(file, Wording.count(lists, "answer is a list", "answers are lists")));
    }
    return notes;
  }

  private String question(Row row, RowFields fields) {
    Conversation found =
        fields.question().orElseThrow(() -> missing(file, row, "question", RowFields.QUESTION));
    otherMessages += found.leftOut() > 0 ? 1 : 0;
    return found.question();
  }

  private Benchmark open(
      List<Row> rows, List<RowFields> fields, List<String> ids, List<String> questions) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String question = questions.get(i);
      String gold = gold(rows.get(i), fields.get(i));
      problems.add(new Problem(ids.get(i), question, gold, AnswerContext.of(question)));
    }
    AnswerForm form = AnswerForm.of(problems, kind);
    form.note(file).ifPresent(notes::add);
    if (kind == BenchmarkKind.CUSTOM && VisibleChoices.in(file, rows, problems)) {
      notes.add(file + ": its answers are letters of the choices in the questions");
      List<Problem> letters = problems.stream().map(ProblemReader::withLetter).toList();
      return Benchmark.graded("", letters, form.instruction(), GradingStyle.CHOICE);
    }
    return Benchmark.graded("", problems, form.instruction(), form.style());
  }

  private static Problem withLetter(Problem problem) {
    String letter = VisibleChoices.letter(problem.gold());
    return new Problem(problem.id(), problem.question(), letter, problem.context());
  }

  private String gold(Row row, RowFields fields) {
    List<String> answers = answers(file, row, fields);
    lists += answers.size() > 1 ? 1 : 0;
    String gold = String.join(", ", answers);
    int hashes = gold.lastIndexOf("####");
    String answer = hashes < 0 ? gold.strip() : gold.substring(hashes + 4).strip();
    if (answer.isEmpty()) {
      throw BadDataException.of("%s %s: the answer is empty", file, row.place())
          .in(file)
          .as(Defect.MISSING);
    }
    return answer;
  }

  static List<String> answers(Path file, Row row, RowFields fields) {
    List<String> answers = fields.answers();
    if (answers.isEmpty()) {
      throw missing(file, row, "answer", RowFields.ANSWER);
    }
    return answers;
  }

  private static BadDataException missing(Path file, Row row, String what, List<String> names) {
    return BadDataException.of(
            "%s %s: no %s; one of %s is expected", file, row.place(), what, names)
        .in(file)
        .as(Defect.MISSING);
  }
}
