package io.github.alpharl.grade.extract;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The balanced {@code \boxed{…}} of a text, found in one pass over it. */
final class Boxes {

  /** {@code \boxed{5}}, {@code \boxed 5}. */
  private static final Pattern COMMAND =
      Pattern.compile("\\\\(?:boxed|fbox|framebox)\\s{0,5}(?=(.))");

  /** {@code $ and $}, {@code , \\quad \\text{or} \\quad}, {@code $ and $y_2 = }. */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?:[\\s$,;.\\\\()]|\\\\q?quad)*(?:\\\\text\\s?\\{)?\\s*(?:and|or|,)?\\s*\\}?"
              + "(?:[\\s$,\\\\!;:()]|\\\\q?quad)*(?:[A-Za-z](?:_\\{?\\w{1,3}\\}?)? ?= ?\\$?)?");

  /** {@code is} before a box. */
  private static final Pattern IS_BEFORE = Pattern.compile("(?:\\bis|\\bare|=)[\\s$:]{0,4}$");

  /** {@code $ and the maximum is $} between two boxes. */
  private static final Pattern AND_THE_OTHER_IS =
      Pattern.compile(
          "[\\s$]*(?:,|,? and)\\s(?:(?:the|its) )?(?!.*\\b(?:answer|total|sum|result|final|so)\\b)[A-Za-z]+(?: [A-Za-z]+){0,4} (?:is|are)[\\s$:]*");

  /** {@code $ \\approx}: what follows only rounds. */
  private static final Pattern ROUNDS = Pattern.compile("[\\s$]*(?:\\\\approx|≈)[\\s$]*");

  /** {@code \\%}, {@code percent}. */
  private static final Pattern PERCENT =
      Pattern.compile("[\\s$]{0,5}(?:\\\\?%|(?:percent|pct)(?![A-Za-z]))");

  /** {@code is not $}, {@code a wrong answer is}, {@code -}, {@code \sqrt}: before a box. */
  private static final Pattern DENIED =
      Pattern.compile(
          "(?i)(?:\\b(?:not|never|cannot)|n['’]t)(?: (?:be|equal|equal to|simply|just))?[\\s:$*(\\[\\\\]*$"
              + "|\\b(?:wrong|incorrect) (?:answer|result|value) is[\\s:$*]*$|(?:[-+^/\\d]|\\\\sqrt\\{)\\z");

  private static final int LONGEST_GAP = 40;

  private final String text;
  private final List<Box> boxes;

  private Boxes(String text) {
    this.text = text;
    this.boxes = all(text);
  }

  private record Box(int start, int open, int close) {}

  /** The boxes of {@code text}, found once. */
  static Boxes in(String text) {
    return new Boxes(text);
  }

  /** The content of the last balanced box; boxes joined by commas, "and" or "or" make one list. */
  Optional<String> last() {
    if (boxes.isEmpty()) {
      return Optional.empty();
    }
    int last = boxes.size() - 1;
    if (last > 0 && rounds(text, boxes.get(last - 1), boxes.getLast())) {
      last--;
    }
    var content = new StringBuilder(content(text, boxes.get(last)));
    for (int i = last - 1; i >= 0 && joined(text, boxes.get(i), boxes.get(i + 1)); i--) {
      content.insert(0, content(text, boxes.get(i)) + ", ");
    }
    return Optional.of(content.toString());
  }

  /** What follows the last box. */
  String afterLast() {
    return boxes.isEmpty()
        ? text
        : text.substring(Math.min(text.length(), boxes.getLast().close + 1));
  }

  /** Whether the last box stands before a percent sign or "percent". */
  boolean percentFollows() {
    return PERCENT.matcher(afterLast()).lookingAt();
  }

  private static boolean rounds(String text, Box exact, Box rounded) {
    int from = exact.close + 1;
    return from <= rounded.start && ROUNDS.matcher(text.substring(from, rounded.start)).matches();
  }

  /** Whether the last box is what the answer is not: {@code it cannot be $\\boxed{4}$}. */
  boolean isDenied() {
    int start = boxes.isEmpty() ? 0 : boxes.getLast().start;
    return DENIED.matcher(text.substring(Math.max(0, start - 40), start)).find();
  }

  /** Whether a box was begun after the last closed one: the response ends in it. */
  boolean isCut() {
    String after = afterLast();
    return COMMAND.matcher(after).find() || after.endsWith("\\boxed");
  }

  private static String content(String text, Box box) {
    return text.substring(box.open + 1, box.close);
  }

  private static boolean joined(String text, Box a, Box b) {
    int gap = b.start - a.close - 1;
    String between = text.substring(a.close + 1, Math.max(a.close + 1, b.start));
    boolean joins =
        gap <= LONGEST_GAP
            && between.matches("(?s).*(?:,|and|or).*")
            && BETWEEN.matcher(between).matches();
    return gap == 0 || joins || statedTogether(text, a, between);
  }

  /** "The minimum is a and the maximum is b" states both. */
  private static boolean statedTogether(String text, Box a, String between) {
    String before = text.substring(Math.max(0, a.start - 10), a.start);
    return between.length() <= 2 * LONGEST_GAP
        && IS_BEFORE.matcher(before).find()
        && AND_THE_OTHER_IS.matcher(between).matches();
  }

  /** The balanced boxes that lie in no other box, in order. */
  private static List<Box> all(String text) {
    Matcher m = COMMAND.matcher(text);
    if (!m.find()) {
      return List.of();
    }
    boolean[] opens = new boolean[text.length() + 1];
    int[] starts = new int[text.length() + 1];
    var boxes = new ArrayList<Box>();
    m.reset();
    while (m.find()) {
      opens[m.end()] = true;
      starts[m.end()] = m.start();
      if (text.charAt(m.end()) != '{') {
        boxes.add(new Box(m.start(), m.end() - 1, bareEnd(text, m.end())));
      }
    }
    m.reset();
    braced(text, m.find() ? m.start() : 0, opens, starts, boxes);
    boxes.sort(java.util.Comparator.comparingInt(Box::close));
    return outermost(boxes);
  }

  /** {@code \boxed 5}: up to the next blank. */
  private static int bareEnd(String text, int from) {
    int end = from;
    while (end < text.length() && "$ \n.,}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static void braced(
      String text, int from, boolean[] opens, int[] starts, List<Box> boxes) {
    var stack = new ArrayDeque<Integer>();
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i += i + 1 < text.length() && "{}\\".indexOf(text.charAt(i + 1)) >= 0 ? 1 : 0;
      } else if (c == '{') {
        stack.push(i);
      } else if (c == '}' && !stack.isEmpty()) {
        int open = stack.pop();
        if (opens[open]) {
          boxes.add(new Box(starts[open], open, i));
        }
      }
    }
  }

  private static List<Box> outermost(List<Box> byClose) {
    var out = new ArrayDeque<Box>();
    for (Box box : byClose) {
      while (!out.isEmpty() && out.peekLast().start > box.start) {
        out.pollLast();
      }
      out.add(box);
    }
    return List.copyOf(out);
  }
}
