package io.github.alpharl.grade;

import java.util.Optional;

/**
 * Whether a response gives the gold answer, and why.
 *
 * @param equal whether it does
 * @param gold the gold answer as given
 * @param extracted the answer found in the response, empty where there is none
 * @param place where it was found: box, answer phrase, last formula, …
 * @param goldForm the gold answer as understood
 * @param answerForm the extracted answer as understood
 * @param rule the rule that decided
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

  /** Whether an answer was found and understood. */
  public boolean parsed() {
    return extracted.isPresent() && !answerForm.isEmpty();
  }
}
