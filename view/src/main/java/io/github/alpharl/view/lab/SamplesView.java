package io.github.alpharl.view.lab;

import io.github.alpharl.lab.rl.Samples.Sample;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Answers of a model.
 *
 * @param model where it lies
 * @param samples its answers
 */
public record SamplesView(String model, List<Sample> samples) implements View {

  @Override
  public Object document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("model", model);
    document.put("samples", samples.stream().map(SamplesView::line).toList());
    return document;
  }

  private static Map<String, Object> line(Sample sample) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("text", sample.text());
    line.put("tokens", sample.completion().tokens());
    line.put("logProbability", sample.completion().logProbability());
    sample.problem().ifPresent(problem -> line.put("prompt", problem));
    sample.right().ifPresent(right -> line.put("right", right));
    return line;
  }

  @Override
  public void print(PrintWriter out) {
    for (Sample sample : samples) {
      out.printf(
          Locale.ROOT,
          "%s%s%s  (log-probability %.4f)%n",
          sample.right().map(right -> right ? "right  " : "wrong  ").orElse(""),
          sample.problem().orElse(""),
          sample.text(),
          sample.completion().logProbability());
    }
  }
}
