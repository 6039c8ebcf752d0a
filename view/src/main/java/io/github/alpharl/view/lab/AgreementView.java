package io.github.alpharl.view.lab;

import io.github.alpharl.eval.benchmark.GradingCases;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Verdicts beside those that were expected.
 *
 * @param agreement the verdicts
 * @param explain whether people are told both forms and the rule of every disagreement
 */
public record AgreementView(GradingCases.Agreement agreement, boolean explain) implements View {

  @Override
  public Object document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("total", agreement.total());
    document.put("agreed", agreement.agreed());
    document.put(
        "disagreements", agreement.disagreements().stream().map(AgreementView::document).toList());
    document.put("grader", Grader.VERSION);
    return document;
  }

  private static Map<String, Object> document(GradingCases.Disagreement d) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("line", d.line());
    document.put("gold", d.gold());
    document.put("prediction", d.prediction());
    document.put("expected", d.expected());
    document.put("verdict", VerdictView.document(d.verdict()));
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    out.printf("%d of %d verdicts as expected%n", agreement.agreed(), agreement.total());
    agreement.disagreements().forEach(d -> print(out, d));
  }

  private void print(PrintWriter out, GradingCases.Disagreement d) {
    out.printf(
        "line %d: expected %s, gold %s, prediction %s%n",
        d.line(), d.expected() ? "equal" : "different", d.gold(), d.prediction());
    if (explain) {
      Verdict v = d.verdict();
      out.printf("    %s  |  %s  |  %s%n", v.goldForm(), v.answerForm(), v.rule());
    }
  }
}
