package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds a table that was made to be looked at, wherever it stands in a text: Markdown, what
 * databases and terminals draw with bars, LaTeX, and columns between blanks, as pandas prints them
 * with a number before each row.
 */
final class PlainTable {

  private static final int LONGEST = 1 << 14; // of a line; a table to look at has no longer ones

  // "|---|:-:|", "+----+----+", "----+----", "├───┼───┤", "\hline", "\midrule"
  private static final Pattern RULE =
      Pattern.compile("[-+=:|_\\s\\u2500-\\u257F]+|\\\\[a-z]+\\s*(\\{.*})?");

  private static final Pattern BARS = Pattern.compile("[|│┃║]");
  private static final Pattern AMPERSAND = Pattern.compile("&");
  private static final Pattern GAP = Pattern.compile("\\t+|\\s{2,}");
  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final Pattern MARKS = Pattern.compile("[*`]|\\\\(?=[%_#&])"); // **0.5**, 50\%

  /** How lines are split, the surest first. */
  private static final List<Function<String, Optional<List<String>>>> WAYS =
      List.of(
          line -> split(line, BARS),
          line -> split(line, AMPERSAND),
          line -> split(line, GAP),
          line -> split(line, BLANK));

  private final Content content;
  private final List<String> lines;

  private PlainTable(Content content, List<String> lines) {
    this.content = content;
    this.lines = lines;
  }

  /** The first table under a header that names steps; empty where no line is one. */
  static Optional<MetricTable> find(Content content) {
    PlainTable table = new PlainTable(content, content.lines(LONGEST));
    for (int i = 0; i < table.lines.size(); i++) {
      for (Function<String, Optional<List<String>>> way : WAYS) {
        Optional<List<String>> header = way.apply(table.lines.get(i)).filter(PlainTable::isHeader);
        Optional<MetricTable> read =
            header.isPresent() ? table.read(i, header.get(), way) : table.turned(i, way);
        if (read.isPresent()) {
          return read;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<List<String>> split(String line, Pattern between) {
    String text = line.strip();
    boolean latex = between == AMPERSAND && text.endsWith("\\\\");
    text = latex ? text.substring(0, text.length() - 2) : text;
    if (!between.matcher(text).find()) {
      return Optional.empty();
    }
    if (between == BARS) {
      text = text.replaceFirst("^[|│┃║]", "").replaceFirst("[|│┃║]$", "");
    }
    return Optional.of(
        between
            .splitAsStream(text)
            .map(cell -> MARKS.matcher(cell).replaceAll("").replace("{,}", ",").strip())
            .toList());
  }

  /** Names, of which one is that of steps; no text with a number in it, as a log has. */
  private static boolean isHeader(List<String> cells) {
    return StepNames.areIn(cells) && cells.stream().allMatch(cell -> Cell.number(cell).isEmpty());
  }

  /** The rows below {@code header}; empty if the next line is none, as below a sentence. */
  private Optional<MetricTable> read(
      int header, List<String> names, Function<String, Optional<List<String>>> way) {
    TableBuilder table = new TableBuilder(content.file(), "line");
    List<MetricColumn> columns = DelimitedTable.columns(table, content.file(), names);
    int rows = 0;
    int index = 0;
    for (int i = header + 1; i < lines.size() && !(rows > 0 && lines.get(i).isBlank()); i++) {
      Optional<List<String>> cells = way.apply(lines.get(i));
      if (lines.get(i).isBlank() || RULE.matcher(lines.get(i).strip()).matches()) {
        continue;
      }
      if (cells.isEmpty()) {
        break; // the text below it
      }
      boolean numbered = isNumbered(cells.get(), names, rows);
      index += numbered ? 1 : 0;
      List<String> row = numbered ? cells.get().subList(1, cells.get().size()) : cells.get();
      if (row.size() != names.size()) {
        if (rows == 0) {
          return Optional.empty(); // a sentence with the word "step"
        }
        throw wrongCount(i + 1, row.size(), names);
      }
      table.row(i + 1L);
      IntStream.range(0, row.size()).forEach(c -> table.text(columns.get(c), row.get(c), true));
      rows++;
    }
    note(table, header, index);
    return rows == 0 ? Optional.empty() : Optional.of(table.build());
  }

  /** A table that runs to the right; between blanks alone "step 10" is none. */
  private Optional<MetricTable> turned(int first, Function<String, Optional<List<String>>> way) {
    Optional<List<String>> steps = way.apply(lines.get(first)).filter(Turned::isSteps);
    if (steps.isEmpty() || WAYS.indexOf(way) > 1) {
      return Optional.empty();
    }
    List<Records.Row> rows = new ArrayList<>();
    for (int i = first; i < lines.size(); i++) {
      Optional<List<String>> cells = way.apply(lines.get(i));
      if (cells.isEmpty() && !RULE.matcher(lines.get(i).strip()).matches()) {
        break;
      }
      if (cells.isPresent() && !RULE.matcher(lines.get(i).strip()).matches()) {
        rows.add(new Records.Row(i + 1, cells.get(), true, false));
      }
    }
    return Optional.of(Turned.read(content, rows, true));
  }

  /** True if a row has one cell more than names, and it counts the rows. */
  private static boolean isNumbered(List<String> cells, List<String> names, int rows) {
    return cells.size() == names.size() + 1
        && (cells.getFirst().equals(String.valueOf(rows))
            || cells.getFirst().equals(String.valueOf(rows + 1)));
  }

  private void note(TableBuilder table, int header, int index) {
    String numbers = index == 0 ? "" : "; the number before each row is left out";
    table.note(
        "%s: read is the table under line %d%s".formatted(content.file(), header + 1, numbers));
  }

  private BadDataException wrongCount(int line, int found, List<String> names) {
    return BadDataException.of(
            "%s line %d: %d values found, %d expected (%s)",
            content.file(), line, found, names.size(), Wording.firstFive(names))
        .in(content.file(), line);
  }
}
