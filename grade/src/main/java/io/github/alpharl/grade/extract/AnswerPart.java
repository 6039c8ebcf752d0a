package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.expression.Bounds;
import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a response in which the answer is looked for. */
final class AnswerPart {

  /** {@code <think>}, {@code <thinking>}. */
  private static final Pattern THOUGHTS = Pattern.compile("(?i)<think(?:ing)?>");

  private static final String CLOSED = "</think>";
  private static final String OPEN_TAG = "<answer>";
  private static final String CLOSE_TAG = "</answer>";

  private AnswerPart() {}

  /**
   * What follows the thoughts of a reasoning model, where anything does; nothing where they were
   * begun and never closed.
   */
  static String of(String response) {
    String text = response.substring(Math.max(0, response.length() - Bounds.RESPONSE_TAIL));
    int think = text.lastIndexOf(CLOSED);
    String after = think < 0 ? text : text.substring(think + CLOSED.length());
    boolean open = THOUGHTS.matcher(after).find();
    return open ? "" : after.isBlank() ? text : after;
  }

  /** The content of the last {@code <answer>…</answer>}. */
  static Optional<String> tagged(String text) {
    int close = text.lastIndexOf(CLOSE_TAG);
    int open = close < 0 ? -1 : text.lastIndexOf(OPEN_TAG, close);
    return open < 0
        ? Optional.empty()
        : Optional.of(text.substring(open + OPEN_TAG.length(), close).strip());
  }
}
