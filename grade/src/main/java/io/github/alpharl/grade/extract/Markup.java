package io.github.alpharl.grade.extract;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What surrounds prose and says nothing itself: tags of HTML, struck words, calls of tools. */
final class Markup {

  /** {@code <b>42</b>}, {@code <br>}. */
  private static final Pattern TAG =
      Pattern.compile(
          "(?i)</?(?:b|strong|i|em|u|p|div|span|br|code|pre|h[1-6]|li|ul|ol|td|tr|table|center|mark)(?: [a-z-]{1,20}=[^<>\\n]{0,100})? ?/?>");

  /** {@code ~~42~~}: struck out. */
  private static final Pattern STRUCK =
      Pattern.compile("(?<!\\S)~~(?=\\S)[^~\\n]{1,300}(?<=\\S)~~(?=[\\s.,;:!?]|$)");

  /** {@code <tool_call>{"name": "python", …}</tool_call>}, also where it was cut. */
  private static final Pattern CALL =
      Pattern.compile(
          "(?s)(?:<(tool_call|function_call|tools?)>.{0,3000}?(?:</\\1>|\\z)|\\[TOOL_CALLS\\].{0,3000})");

  /** {@code {"reasoning": "6*7", "answer": 42}}: the value is the first or second group. */
  private static final Pattern JSON_ANSWER =
      Pattern.compile(
          "(?i)\"(?:final_?)?answer\" ?: ?(?:\"((?:[^\"\\\\\\n]|\\\\[^\\n]){1,300})\"|(-?\\d{1,30}(?:\\.\\d{1,30})?))\\s{0,9}[,}]");

  private Markup() {}

  /** {@code text} without these. */
  static String removedFrom(String text) {
    String plain = text;
    if (text.indexOf('<') >= 0 || text.contains("[TOOL_CALLS]")) {
      plain = TAG.matcher(CALL.matcher(text).replaceAll(" ")).replaceAll(" ");
    }
    return plain.contains("~~") ? STRUCK.matcher(plain).replaceAll(" ") : plain;
  }

  /** The last answer that a JSON object in {@code text} names. */
  static Optional<String> jsonAnswer(String text) {
    if (text.indexOf('{') < 0 || text.indexOf('"') < 0) {
      return Optional.empty();
    }
    Optional<MatchResult> last = JSON_ANSWER.matcher(text).results().reduce((a, b) -> b);
    return last.map(m -> m.group(2) != null ? m.group(2) : m.group(1).replace("\\\\", "\\"));
  }
}
