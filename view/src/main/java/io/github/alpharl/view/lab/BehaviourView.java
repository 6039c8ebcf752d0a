package io.github.alpharl.view.lab;

import io.github.alpharl.eval.behaviour.BaseView;
import io.github.alpharl.eval.behaviour.Behaviour;
import io.github.alpharl.eval.behaviour.EmbeddingShift;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.report.Table;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What training changed in a model's greedy answers.
 *
 * @param found it
 * @param models that were compared
 * @param asked what they answered
 * @param tokenizer of the trained model, open
 */
public record BehaviourView(Behaviour found, Models models, Asked asked, Tokenizer tokenizer)
    implements View {

  /** The trained model and its base. */
  public record Models(Path trained, Path base) {}

  /** The problems, the longest answer in tokens, and the seed. */
  public record Asked(String benchmark, int longest, long seed) {}

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("model", models.trained().toString());
    document.put("base", models.base().toString());
    document.put("benchmark", asked.benchmark());
    document.put("problems", found.problems());
    document.put("maxTokens", asked.longest());
    document.put("seed", asked.seed());
    document.put("trainedAnswers", view(found.trainedAccuracy(), found.view()));
    document.put("baseAnswers", view(found.baseAccuracy(), found.ownView()));
    document.put("prefixGuidance", found.guidance());
    document.put("embeddingShift", shift());
    return document;
  }

  private static Map<String, Object> view(double accuracy, BaseView view) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("accuracy", accuracy);
    document.put("nonGreedyShare", view.nonGreedyShare());
    document.put("perplexityUnderBase", view.perplexity());
    document.put("tokens", view.tokens());
    return document;
  }

  private Map<String, Object> shift() {
    Map<String, Object> document = new LinkedHashMap<>();
    EmbeddingShift shift = found.shift();
    document.put("mean", shift.meanShift());
    document.put(
        "tokens",
        IntStream.range(0, shift.tokens().size()).mapToObj(i -> token(shift, i)).toList());
    return document;
  }

  private Map<String, Object> token(EmbeddingShift shift, int i) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", shift.tokens().get(i));
    token.put("text", tokenizer.decode(new int[] {shift.tokens().get(i)}));
    token.put("before", shift.before().get(i));
    token.put("after", shift.after().get(i));
    return token;
  }

  @Override
  public void print(PrintWriter out) {
    Table table = new Table("greedy answers of", "accuracy", "non-greedy", "perplexity", "tokens");
    table.row(cells(models.base(), found.baseAccuracy(), found.ownView()));
    table.row(cells(models.trained(), found.trainedAccuracy(), found.view()));
    table.print(out);
    out.println("non-greedy share and perplexity are the base's view of these answers");
    Table guidance = new Table("prefix tokens", "accuracy of the base");
    found.guidance().forEach((n, accuracy) -> guidance.row(n, percent(accuracy)));
    guidance.print(out);
    out.printf(
        Locale.ROOT,
        "mean shift of the embeddings of %s: %.4g%n%s of %s%n",
        Wording.count(found.shift().tokens().size(), "token"),
        found.shift().meanShift(),
        Wording.count(found.problems(), "problem"),
        asked.benchmark());
  }

  private static Object[] cells(Path model, double accuracy, BaseView view) {
    return new Object[] {
      model,
      percent(accuracy),
      percent(view.nonGreedyShare()),
      String.format(Locale.ROOT, "%.4f", view.perplexity()),
      view.tokens()
    };
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }
}
