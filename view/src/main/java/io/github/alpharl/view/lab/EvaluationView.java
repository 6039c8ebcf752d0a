package io.github.alpharl.view.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.figures.Figures;
import io.github.alpharl.eval.result.EvaluationResult;
import io.github.alpharl.eval.result.Summary;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.EvaluatedModels;
import io.github.alpharl.report.Table;
import io.github.alpharl.view.JsonKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** The figures of evaluations as people read them. */
public final class EvaluationView {

  private final String heading;
  private final Map<String, EvaluationResult> results;
  private final Summary any;

  /** A table of {@code results} by the name of their row, at least one. */
  public EvaluationView(String heading, Map<String, EvaluationResult> results) {
    this.heading = heading;
    this.results = results;
    this.any = results.values().iterator().next().summary();
  }

  /** The summary of {@code result} with keys like those of all documents. */
  public static JsonNode document(EvaluationResult result) {
    return JsonKeys.renamed(result.summary().document());
  }

  /** The figures of every step, for programs. */
  public static Map<String, Object> document(SortedMap<Long, EvaluationResult> steps) {
    Map<String, Object> document = new LinkedHashMap<>();
    steps.forEach((step, r) -> document.put(Long.toString(step), document(r)));
    return Map.of("steps", document);
  }

  /** What a report shows of the results of steps. */
  public static EvaluatedModels models(SortedMap<Long, EvaluationResult> steps) {
    return new EvaluatedModels(
        steps.entrySet().stream().map(e -> model(e.getKey(), e.getValue())).toList());
  }

  private static EvaluatedModels.Model model(long step, EvaluationResult result) {
    Figures figures = result.summary().figures();
    return new EvaluatedModels.Model(
        step == 0 ? "base" : "step " + step,
        step,
        figures.average().value(),
        figures.average().standardError(),
        figures.total());
  }

  /** Prints them, which lie in {@code folder}. */
  public void print(PrintWriter out, Path folder) {
    int samples = any.settings().samples();
    boolean refused = results.values().stream().anyMatch(EvaluationView::hasRefused);
    List<String> titles =
        new ArrayList<>(
            List.of(
                heading, "avg@" + samples, "s.e.", "95 %", "pass@" + samples, "maj@" + samples));
    titles.addAll(List.of("cut", "no answer"));
    if (refused) {
      titles.add("refused");
    }
    Table table = new Table(titles.toArray(String[]::new));
    results.forEach((name, result) -> table.row(cells(name, result, refused)));
    table.print(out);
    out.printf(
        "%s: %s, %s each, temperature %s, top-p %s, at most %d tokens, seed %d, grader %s%nresults in %s%n",
        any.benchmark(),
        Wording.count(any.figures().problems(), "problem"),
        Wording.count(samples, "sample"),
        any.settings().temperature(),
        any.settings().topP(),
        any.settings().maxTokens(),
        any.settings().seed(),
        any.grader(),
        folder);
    if (results.size() == 1 && !Double.isNaN(any.figures().meanTokens())) {
      out.printf("mean length %.1f tokens%n", any.figures().meanTokens());
    }
  }

  private static boolean hasRefused(EvaluationResult result) {
    return result.summary().figures().count(Ending.REFUSED) > 0;
  }

  private static Object[] cells(String name, EvaluationResult result, boolean refused) {
    Figures f = result.summary().figures();
    Estimate average = f.average();
    List<Object> cells = new ArrayList<>(List.of(name, percent(average.value())));
    cells.add(percent(average.standardError()));
    cells.add(percent(average.low()) + "–" + percent(average.high()));
    cells.add(percent(f.passAt().get(f.samples()).value()));
    cells.add(percent(f.majority().value()));
    cells.add(percent(f.truncated()));
    cells.add(percent(f.unparsable()));
    if (refused) {
      cells.add(percent((double) f.count(Ending.REFUSED) / f.total()));
    }
    return cells.toArray();
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.2f", 100 * share);
  }
}
