package io.github.alpharl.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table as CSV and as LaTeX. */
final class TableText {

  private static final String NONE = "–";
  private static final String PERCENT = " %";

  /** What LaTeX writes otherwise; the mathematical ones for any text font. */
  private static final Map<String, String> LATEX =
      Map.ofEntries(
          Map.entry("\\", "\\textbackslash{}"),
          Map.entry("~", "\\textasciitilde{}"),
          Map.entry("^", "\\textasciicircum{}"),
          Map.entry("₀", "$_0$"),
          Map.entry("₁", "$_1$"),
          Map.entry("₂", "$_2$"),
          Map.entry("²", "$^2$"),
          Map.entry("ᵀ", "$^\\top$"),
          Map.entry("σ", "$\\sigma$"),
          Map.entry("α", "$\\alpha$"),
          Map.entry("λ", "$\\lambda$"),
          Map.entry("ρ", "$\\rho$"),
          Map.entry("ε", "$\\varepsilon$"),
          Map.entry("Δ", "$\\Delta$"),
          Map.entry("‖", "$\\Vert$"),
          Map.entry("±", "$\\pm$"),
          Map.entry("−", "$-$"),
          Map.entry("·", "$\\cdot$"),
          Map.entry("→", "$\\to$"),
          Map.entry("≤", "$\\le$"),
          Map.entry("≥", "$\\ge$"),
          Map.entry("–", "--"),
          Map.entry("…", "\\ldots{}"));

  private TableText() {}

  /** Without units in the cells: a column of per cents says so in its title. */
  static String csv(Table table) {
    List<List<String>> columns = new ArrayList<>();
    for (int c = 0; c < table.rows().getFirst().size(); c++) {
      int column = c;
      columns.add(plain(table.rows().stream().map(row -> row.get(column)).toList()));
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < table.rows().size(); r++) {
      int row = r;
      text.append(columns.stream().map(c -> quoted(c.get(row))).collect(Collectors.joining(",")))
          .append("\r\n");
    }
    return text.toString();
  }

  private static List<String> plain(List<String> column) {
    List<String> cells = column.subList(1, column.size());
    boolean percents =
        cells.stream().anyMatch(cell -> cell.endsWith(PERCENT))
            && cells.stream().allMatch(cell -> cell.endsWith(PERCENT) || cell.equals(NONE));
    List<String> plain = new ArrayList<>(List.of(column.getFirst() + (percents ? ", %" : "")));
    for (String cell : cells) {
      String bare = percents ? cell.replace(PERCENT, "") : cell;
      plain.add(bare.equals(NONE) ? "" : bare);
    }
    return plain;
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
  }

  static String latex(Table table) {
    List<List<String>> rows = table.rows();
    StringBuilder columns = new StringBuilder();
    for (boolean words : Table.words(rows)) {
      columns.append(words ? 'l' : 'r');
    }
    StringBuilder text = new StringBuilder("% \\usepackage{booktabs}\n");
    text.append("\\begin{tabular}{").append(columns).append("}\n\\toprule\n");
    line(text, rows.getFirst());
    text.append("\\midrule\n");
    rows.subList(1, rows.size()).forEach(row -> line(text, row));
    return text.append("\\bottomrule\n\\end{tabular}\n").toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(String.join(" & ", cells.stream().map(TableText::escaped).toList()))
        .append(" \\\\\n");
  }

  private static String escaped(String cell) {
    StringBuilder text = new StringBuilder();
    for (int c : cell.codePoints().toArray()) {
      String one = Character.toString(c);
      boolean special = "&%$#_{}".contains(one);
      text.append(special ? "\\" + one : LATEX.getOrDefault(one, one));
    }
    return text.toString().replaceAll("(?<!\\\\)\\$\\$", ""); // $\sigma$$_1$ is $\sigma_1$
  }

  static List<List<String>> shortened(List<List<String>> rows, String prefix, String sign) {
    List<List<String>> all = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> shorter = new ArrayList<>(row);
      if (row.getFirst().startsWith(prefix)) {
        shorter.set(0, sign + row.getFirst().substring(prefix.length()));
      }
      all.add(shorter);
    }
    return Collections.unmodifiableList(all);
  }
}
