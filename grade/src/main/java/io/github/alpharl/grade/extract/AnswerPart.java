package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.text.Triggers;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a response in which the answer is looked for. */
final class AnswerPart {

  private static final String TAGS = "think(?:ing)?|thoughts?|reasoning|scratchpad";

  /** {@code <think>}, {@code <reasoning>}, {@code <|begin_of_thought|>}. */
  private static final Pattern THOUGHTS =
      Pattern.compile("(?i)<(?:" + TAGS + "|\\|begin_of_thought\\|)>");

  /** {@code </think>}, {@code <|end_of_thought|>}. */
  private static final Pattern CLOSED =
      Pattern.compile("(?i)<(?:/(?:" + TAGS + ")|\\|end_of_thought\\|)>");

  /** {@code <answer>}, {@code <final_answer>}, {@code <output>}. */
  private static final Pattern OPEN_TAG = Pattern.compile("(?i)<(?:final_?)?(?:answer|output)>");

  private static final Pattern CLOSE_TAG = Pattern.compile("(?i)</(?:final_?)?(?:answer|output)>");

  /** {@code <|im_end|>}: a base model goes on behind the end of its answer. */
  private static final Pattern END =
      Pattern.compile("<\\|(?:im_end|endoftext|eot_id|end)\\|>|</s>");

  /** {@code Question: …} on a line of its own: the next problem, where one is answered. */
  private static final Pattern NEXT_PROBLEM =
      Pattern.compile(
          "(?m)^[ \\t]*(?:#{1,4} ?|\\*\\*)?(?:Question|Q|Problem|Human|User|Instruction)(?:\\*\\*)?:");

  /** One of them is in every match of the pattern above, and is looked for much faster. */
  private static final List<String> PROBLEM_WORDS =
      List.of("Question", "Q:", "Q*", "Problem", "Human", "User", "Instruction");

  /** {@code #### 45}, {@code \boxed}, {@code The answer is}: an answer was given. */
  private static final Pattern ANSWERED =
      Pattern.compile(
          "(?i)####[^\\n\\d]{0,20}\\d|\\\\boxed\\s?\\{(?!\\}|\\.|\\\\text|answer|your|the)|\\banswer(?: is|:)[ \\t*]*[-$\\d(]|</answer>");

  /** One of them is in every tag of thoughts. */
  private static final Triggers TAGGED =
      Triggers.of("think>", "thinking>", "thought", "reasoning>", "scratchpad>");

  private static final Triggers CLOSING = Triggers.of("answer>", "output>");

  private AnswerPart() {}

  /**
   * What follows the thoughts of a reasoning model, where anything does; nothing where they were
   * begun and never closed.
   */
  static String of(String response) {
    String text = response.substring(Math.max(0, response.length() - Bounds.RESPONSE_TAIL));
    return beforeNextProblem(withoutThoughts(text));
  }

  private static String withoutThoughts(String text) {
    if (text.indexOf('>') < 0 || !TAGGED.in(text)) {
      return text;
    }
    Optional<MatchResult> think = last(CLOSED, text);
    String after = text.substring(think.map(MatchResult::end).orElse(0));
    boolean open = THOUGHTS.matcher(after).find();
    return open ? "" : after.isBlank() ? text : after;
  }

  private static String beforeEnd(String text) {
    if (!text.contains("<|") && !text.contains("</s>")) {
      return text;
    }
    Matcher end = END.matcher(text);
    return end.find() && end.start() > 0 ? text.substring(0, end.start()) : text;
  }

  /** What stands before the next problem that a base model makes up after its answer. */
  private static String beforeNextProblem(String text) {
    String part = beforeEnd(text);
    if (part.indexOf(':') < 0 || PROBLEM_WORDS.stream().noneMatch(part::contains)) {
      return part;
    }
    Matcher next = NEXT_PROBLEM.matcher(part);
    Matcher answered = ANSWERED.matcher(part);
    return answered.find() && next.find(answered.end()) ? part.substring(0, next.start()) : part;
  }

  /** What follows the last closing tag of an answer. */
  static String afterTag(String text) {
    return last(CLOSE_TAG, text).map(m -> text.substring(m.end())).orElse("");
  }

  /** The content of the last {@code <answer>…</answer>}. */
  static Optional<String> tagged(String text) {
    if (text.indexOf('>') < 0 || !CLOSING.in(text)) {
      return Optional.empty();
    }
    Optional<MatchResult> close = last(CLOSE_TAG, text);
    String before = text.substring(0, close.map(MatchResult::start).orElse(0));
    return last(OPEN_TAG, before).map(m -> before.substring(m.end()).strip());
  }

  private static Optional<MatchResult> last(Pattern pattern, String text) {
    return pattern.matcher(text).results().reduce((a, b) -> b);
  }
}
