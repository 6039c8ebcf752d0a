package io.github.alpharl.view.lab;

import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A verdict of the grader.
 *
 * @param verdict the verdict
 * @param explain whether people are told both forms and the rule that decided
 */
public record VerdictView(Verdict verdict, boolean explain) implements View {

  @Override
  public Object document() {
    return document(verdict);
  }

  @Override
  public void print(PrintWriter out) {
    out.println(verdict.equal() ? "equal" : "different");
    if (explain) {
      document(verdict).forEach((key, value) -> out.printf("%-13s %s%n", key, value));
    }
  }

  static Map<String, Object> document(Verdict verdict) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("equal", verdict.equal());
    document.put("gold", verdict.gold());
    document.put("extracted", verdict.extracted().orElse(""));
    document.put("place", verdict.place());
    document.put("goldForm", verdict.goldForm());
    document.put("answerForm", verdict.answerForm());
    document.put("rule", verdict.rule());
    document.put("grader", Grader.VERSION);
    return document;
  }
}
