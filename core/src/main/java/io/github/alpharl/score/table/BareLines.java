package io.github.alpharl.score.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lines that stand without a header: pairs of a step and its score, or text that names a step
 * and its figures, as "step 10: accuracy 0.45" or "step=10 acc=0.45 loss=1e-3".
 */
final class BareLines {

  // "10,0.2", "10;20%", "10: 0.2", "checkpoint-10  0.2"
  private static final Pattern PAIR =
      Pattern.compile("\\s*([^,;:|]*?)\\s*(?:[,;:|=]|\\s)\\s*([-+.0-9eE]+\\s*%?)\\s*");

  // "[eval] Step 10", "global_step=10", "checkpoint-10:", and what follows
  private static final Pattern STEP =
      Pattern.compile(
          "(?i)(?<![A-Za-z])((?:global[_ ]?step|step|checkpoint|ckpt|iter|iteration)[-_ =:#]{1,3}"
              + "[0-9]{1,15})(?![0-9.])(.*)");

  // "acc=0.45", "accuracy: 45 %", "accuracy 0.45", "val/acc = 1e-3"
  private static final Pattern VALUE =
      Pattern.compile(
          "([A-Za-z][\\w@/.-]{0,80})['\"]?\\s{0,3}[=: ]\\s{0,3}"
              + "([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\\s?%?)(?![\\w/.])");

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,15}");
  private static final int LONGEST = 4096;

  private BareLines() {}

  /** The table; empty where the lines are neither. */
  static Optional<MetricTable> find(Content content) {
    List<String> lines = content.lines(LONGEST);
    return pairs(content, lines).or(() -> named(content, lines));
  }

  /** Two lines or more, all of them pairs, whose steps rise: anything else needs a header. */
  private static Optional<MetricTable> pairs(Content content, List<String> lines) {
    TableBuilder table = new TableBuilder(content.file(), "line");
    MetricColumn steps = table.column("step");
    MetricColumn scores = table.column("score");
    double last = -1;
    for (int i = 0; i < lines.size(); i++) {
      Matcher pair = PAIR.matcher(lines.get(i));
      if (lines.get(i).isBlank()) {
        continue;
      }
      if (!pair.matches() || step(pair.group(1)) <= last) {
        return Optional.empty();
      }
      last = step(pair.group(1));
      table.row(i + 1L);
      table.text(steps, pair.group(1), false);
      table.text(scores, pair.group(2).replaceAll("\\s", ""), false);
    }
    table.note(content.file() + ": has no header; read as pairs of a step and its score");
    return scores.size() > 1 && scores.odd().isEmpty()
        ? Optional.of(table.build())
        : Optional.empty();
  }

  private static double step(String text) {
    return DIGITS.matcher(text).matches() ? Double.parseDouble(text) : StepCell.of(text).orElse(-1);
  }

  private static Optional<MetricTable> named(Content content, List<String> lines) {
    TableBuilder table = new TableBuilder(content.file(), "line");
    MetricColumn steps = table.column("step");
    List<Integer> read = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher step = STEP.matcher(lines.get(i));
      Matcher value = step.find() ? VALUE.matcher(step.group(2)) : null;
      for (int from = 0; value != null && value.find(from); from = value.end()) {
        if (read.isEmpty() || read.getLast() != i) {
          table.row(i + 1L);
          table.text(steps, step.group(1).replaceAll("[ =:#]+", "-"), false);
          read.add(i);
        }
        table.text(table.column(value.group(1)), value.group(2).replace(" ", ""), false);
      }
    }
    table.note(
        "%s: is no table; read are the figures of %d of its %d lines, which name a step"
            .formatted(content.file(), read.size(), lines.size()));
    return read.isEmpty() ? Optional.empty() : Optional.of(table.build());
  }
}
