package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Recognises problems whose answers are letters of choices that stand in the questions. */
final class VisibleChoices {

  /** "B", "(B)" */
  private static final Pattern LETTER = Pattern.compile("\\(?([A-J])\\)?\\.?");

  private static final int FEW = 3;

  private VisibleChoices() {}

  /**
   * Whether all answers are letters and all questions show choices.
   *
   * @throws BadDataException where there are at least three, all answers are letters, and a
   *     question shows no choices
   */
  static boolean in(Path file, List<Row> rows, List<Problem> problems) {
    if (!problems.stream().allMatch(p -> LETTER.matcher(p.gold()).matches())) {
      return false;
    }
    for (int i = 0; i < problems.size(); i++) {
      boolean shown =
          shows(problems.get(i).question(), "A") && shows(problems.get(i).question(), "B");
      if (!shown && problems.size() < FEW) {
        return false;
      }
      if (!shown) {
        throw BadDataException.of(
                "%s %s: the answers are letters, but the question shows no choices; a column \"choices\""
                    + " or columns A, B, C … are expected to hold them",
                file, rows.get(i).place())
            .in(file)
            .as(Defect.MISSING);
      }
    }
    return true;
  }

  /** "(A) one", "A. one", "A) one", "A: one" */
  private static boolean shows(String question, String letter) {
    return Pattern.compile("(?:^|[\\s(*$])" + letter + "[).:}]").matcher(question).find();
  }

  /** The letter alone. */
  static String letter(String gold) {
    return LETTER.matcher(gold).replaceFirst("$1");
  }
}
