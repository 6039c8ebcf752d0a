package io.github.alpharl.grade;

import java.util.Optional;

/**
 * Whether a response gives the gold answer, and why. Immutable.
 *
 * @param equal whether it does: the only field to decide by, the others are to be read
 * @param gold the gold answer as given
 * @param extracted the answer found in the response, empty where there is none
 * @param place where it was found: "box", "answer is", "last formula", …; "nowhere" where none was
 * @param goldForm the gold answer as understood, at most 400 characters and "…"; empty where no
 *     answer was found
 * @param answerForm the extracted answer as understood, in the same form; empty where it was not
 *     understood
 * @param rule the rule that decided, or why nothing could be compared
 */
public record Verdict(
    boolean equal,
    String gold,
    Optional<String> extracted,
    String place,
    String goldForm,
    String answerForm,
    String rule) {

  /** A verdict on a response with no answer in it. */
  static Verdict none(String gold) {
    return new Verdict(false, gold, Optional.empty(), "nowhere", "", "", "no answer found");
  }

  /** 1 where the answer is equal, else 0: a reward. */
  public double reward() {
    return equal ? 1 : 0;
  }

  /** Whether an answer was found and understood. */
  public boolean parsed() {
    return extracted.isPresent() && !answerForm.isEmpty();
  }
}
