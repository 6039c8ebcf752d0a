package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.text.Triggers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The balanced {@code \boxed{…}} of a text, found in one pass over it. */
final class Boxes {

  /** {@code \boxed{5}}, {@code \boxed 5}. */
  private static final List<String> COMMANDS = List.of("\\boxed", "\\fbox", "\\framebox");

  private static final int BLANKS = 5;

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
              + "|\\b(?:wrong|incorrect) (?:answer|result|value) is[\\s:$*]*$|(?:[-+^/\\d]|\\\\sqrt\\{|\\\\[dt]?frac ?\\{(?:[^{}]{1,30}\\} ?\\{)?)\\z");

  /**
   * {@code \\cdot 2}, {@code /2}, {@code .5}, {@code \\text{ million}}: the box is a part of what
   * was meant.
   */
  private static final Pattern GOES_ON =
      Pattern.compile(
          "(?: ?\\\\(?:cdot|times|div)(?![A-Za-z]) ?[\\w\\\\({]| ?[*/×÷] ?\\(?(?:\\d|\\\\frac|\\\\sqrt)|\\.\\d|[abcnxyz](?![A-Za-z])"
              + "|(?:\\\\[,;: ]|~| )?(?:\\\\text ?\\{ ?)?(?:hundred|thousand|[mbtr]{1,2}illion|percent more)\\b)");

  /** One of them, or one of the signs, is in every match of the pattern above. */
  private static final Triggers DENYING =
      Triggers.of("not", "never", "n't", "n’t", "wrong", "incorrect");

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
    int first = last;
    while (first > 0 && joined(text, boxes.get(first - 1), boxes.get(first))) {
      first--;
    }
    return Optional.of(
        boxes.subList(first, last + 1).stream()
            .map(box -> content(text, box))
            .collect(Collectors.joining(", ")));
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

  /**
   * Whether the last box is what the answer is not, {@code it cannot be $\\boxed{4}$}, or a part of
   * it alone.
   */
  boolean isDenied() {
    int start = boxes.isEmpty() ? 0 : boxes.getLast().start;
    String before = text.substring(Math.max(0, start - LONGEST_GAP), start);
    boolean signed = !before.isEmpty() && isSign(before.charAt(before.length() - 1));
    return ((signed || DENYING.in(before)) && DENIED.matcher(before).find())
        || GOES_ON.matcher(afterLast()).lookingAt();
  }

  /** Whether a box was begun after the last closed one: the response ends in it. */
  boolean isCut() {
    String after = afterLast();
    return !commands(after).isEmpty() || after.endsWith("\\boxed");
  }

  private static String content(String text, Box box) {
    return text.substring(box.open + 1, box.close);
  }

  private static boolean joined(String text, Box a, Box b) {
    int gap = b.start - a.close - 1;
    String between = text.substring(a.close + 1, Math.max(a.close + 1, b.start));
    boolean joins =
        gap <= LONGEST_GAP
            && (between.contains(",") || between.contains("and") || between.contains("or"))
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

  /**
   * A sign or brace that a box stands right after: {@code -\boxed{4}}, {@code \sqrt{\boxed{4}}}.
   */
  private static boolean isSign(char c) {
    return "-+^/{".indexOf(c) >= 0 || Character.isDigit(c);
  }

  /** A command and the place after it where its content starts. */
  private record Command(int start, int end) {}

  /** The commands of boxes in {@code text} that have anything after them, in order. */
  private static List<Command> commands(String text) {
    List<Command> found = new ArrayList<>();
    for (int at = text.indexOf("box"); at >= 0; at = text.indexOf("box", at + 1)) {
      for (String name : COMMANDS) {
        int start = at - name.indexOf("box");
        int end = text.startsWith(name, start) ? contentStart(text, start + name.length()) : -1;
        if (end >= 0) {
          found.add(new Command(start, end));
        }
      }
    }
    return found;
  }

  /**
   * The place after at most five blanks that a sign other than the end of a line stands at, or -1.
   */
  private static int contentStart(String text, int from) {
    int at = from;
    while (at < Math.min(text.length(), from + BLANKS)
        && " \t\n\u000b\f\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    while (at >= from && (at >= text.length() || endsLine(text.charAt(at)))) {
      at--;
    }
    return at >= from ? at : -1;
  }

  private static boolean endsLine(char c) {
    return "\n\r\u0085\u2028\u2029".indexOf(c) >= 0;
  }

  /** The balanced boxes that lie in no other box, in order. */
  private static List<Box> all(String text) {
    List<Command> commands = commands(text);
    if (commands.isEmpty()) {
      return List.of();
    }
    var boxes = new ArrayList<Box>();
    for (Command command : commands) {
      if (text.charAt(command.end) != '{') {
        boxes.add(new Box(command.start, command.end - 1, bareEnd(text, command.end)));
      }
    }
    braced(text, commands, boxes);
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

  /** An open brace and where the command before it starts, -1 where none stands there. */
  private record Open(int command, int place) {}

  /** Adds the boxes whose braces are balanced. */
  private static void braced(String text, List<Command> commands, List<Box> boxes) {
    var stack = new ArrayDeque<Open>();
    int next = 0;
    for (int i = commands.getFirst().start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i += i + 1 < text.length() && "{}\\".indexOf(text.charAt(i + 1)) >= 0 ? 1 : 0;
      } else if (c == '{') {
        while (next < commands.size() && commands.get(next).end < i) {
          next++;
        }
        boolean opens = next < commands.size() && commands.get(next).end == i;
        stack.push(new Open(opens ? commands.get(next).start : -1, i));
      } else if (c == '}' && !stack.isEmpty()) {
        Open open = stack.pop();
        if (open.command >= 0) {
          boxes.add(new Box(open.command, open.place, i));
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
