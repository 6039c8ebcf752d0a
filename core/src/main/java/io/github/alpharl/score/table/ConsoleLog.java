package io.github.alpharl.score.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the metrics in what a trainer printed, between all its other lines: verl's {@code step:59 -
 * actor/lr:1e-06 - …} and prime-rl's {@code Step 59 | Reward: 0.85 | LR: 1.00e-06 | …}.
 */
final class ConsoleLog {

  // \x1b[36m(TaskRunner pid=42)\x1b[0m step:59
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*[A-Za-z]");
  // "…81.49s/it]step:59 - actor/lr:1e-06", but not "timing_s/step:1.25 - …"
  private static final Pattern VERL = Pattern.compile("(?<![\\w/])step:(\\d{1,18}) - (.*)");
  // "12:00:01 SUCCESS Step 59 | Time: 134.09s | Reward: 0.8529 | …"
  private static final Pattern PRIME = Pattern.compile("\\bStep (\\d{1,18}) \\| (.*)");
  // "np.float64(0.5)" of numpy 2
  private static final Pattern WRAPPED = Pattern.compile("[\\w.]+\\((?:value=)?([^(),]+)[^()]*\\)");
  // "1859.1 tokens/s", "134.09s", "25.0%"
  private static final Pattern UNIT = Pattern.compile("([-+.\\deE]*\\d)(%| ?[A-Za-z/.]+.*)?");

  private static final int LONGEST = 1 << 20; // of a line; a progress bar is one long line

  private final Content content;
  private final TableBuilder table;
  private int line;

  private ConsoleLog(Content content) {
    this.content = content;
    this.table = new TableBuilder(content.file(), "line");
  }

  /** The metrics in {@code content}; empty where no line has any. */
  static Optional<MetricTable> find(Content content) {
    ConsoleLog log = new ConsoleLog(content);
    log.read();
    return log.table.rows() > 0 ? Optional.of(log.table.build()) : Optional.empty();
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(content.lenientText())) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        if (text.length() <= LONGEST && (text.contains("step:") || text.contains("Step "))) {
          add(COLOUR.matcher(text).replaceAll(""));
        }
      }
    } catch (IOException e) {
      throw content.noText(e);
    }
  }

  private void add(String text) {
    Matcher verl = VERL.matcher(text);
    Matcher prime = PRIME.matcher(text);
    if (verl.find()) {
      row(verl, " - ", ':');
    } else if (prime.find()) {
      row(prime, " | ", ':');
    }
  }

  private void row(Matcher found, String between, char colon) {
    table.row(line);
    table.step((double) Long.parseLong(found.group(1)));
    for (String part : found.group(2).split(Pattern.quote(between), -1)) {
      int at = part.lastIndexOf(colon);
      if (at > 0) {
        value(part.substring(0, at).strip(), part.substring(at + 1).strip());
      }
    }
  }

  private void value(String name, String text) {
    Matcher wrapped = WRAPPED.matcher(text);
    String bare = wrapped.matches() ? wrapped.group(1).strip() : text;
    Matcher unit = UNIT.matcher(bare);
    if (unit.matches()) {
      boolean percent = "%".equals(unit.group(2));
      table.text(table.column(name), percent ? bare : unit.group(1), false);
    } else {
      table.text(table.column(name), bare, false);
    }
  }
}
