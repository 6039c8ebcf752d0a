package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the dictionaries that Python prints, a line each, as transformers' Trainer does: <code>
 * {'loss': 0.1, 'eval_accuracy': '0.45', 'epoch': 0.2}</code>.
 */
final class PrintedDicts {

  // "{'loss': 0.1, 'epoch': 0.2}", also behind a progress bar
  private static final Pattern DICT = Pattern.compile("\\{'[^{}]{1,3900}\\}");

  // "'loss': 0.1", "'loss': '0.1'", "'acc': np.float64(0.4)", "'kl': nan"
  private static final Pattern ITEM =
      Pattern.compile(
          "'([^']{1,200})': '?(?:np\\.float(?:32|64)\\()?"
              + "([-+]?(?:[0-9][-+0-9.eE]{0,40}|nan|inf)|None)\\)?'?(?=[,}])");

  private static final int LONGEST = 4096;

  private PrintedDicts() {}

  /**
   * The table; empty where no line holds one.
   *
   * @throws BadDataException if they name no step, as the Trainer's do
   */
  static Optional<MetricTable> find(Content content) {
    TableBuilder table = new TableBuilder(content.file(), "line");
    List<String> lines = content.lines(LONGEST);
    int read = 0;
    for (int i = 0; i < lines.size(); i++) {
      Matcher dict = DICT.matcher(lines.get(i));
      if (dict.find()) {
        read++;
        table.row(i + 1L);
        items(table, dict.group());
      }
    }
    if (read == 0) {
      return Optional.empty();
    }
    table.note(
        "%s: read are the dictionaries in %d of its %d lines"
            .formatted(content.file(), read, lines.size()));
    return Optional.of(requireSteps(content, table.build()));
  }

  private static void items(TableBuilder table, String dict) {
    Matcher item = ITEM.matcher(dict);
    while (item.find()) {
      if (item.group(2).equals("None")) {
        table.missing(item.group(1));
      } else {
        table.text(table.column(item.group(1)), item.group(2), false);
      }
    }
  }

  private static MetricTable requireSteps(Content content, MetricTable table) {
    List<String> names = table.columns().stream().map(MetricColumn::name).toList();
    if (StepNames.areIn(names)) {
      return table;
    }
    throw BadDataException.of(
            "%s: its lines, as the Trainer prints them, name no step; give the trainer_state.json of"
                + " the newest checkpoint, which holds the same numbers with their steps",
            content.file())
        .in(content.file())
        .as(Defect.MISSING);
  }
}
