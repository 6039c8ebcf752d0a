package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.BenchmarkOptions;
import io.github.alpharl.cli.option.LocalOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.eval.behaviour.BaseView;
import io.github.alpharl.eval.behaviour.Behaviour;
import io.github.alpharl.eval.behaviour.EmbeddingShift;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.report.Table;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl behaviour}: what training changed in a model's greedy answers. */
@Command(
    name = "behaviour",
    mixinStandardHelpOptions = true,
    description =
        "Compares a trained model's greedy answers with its base: the share of tokens that the base"
            + " would not have chosen, its perplexity on them, its accuracy after their first"
            + " tokens, and how far the embeddings moved.",
    footer = {
      "",
      "Example:",
      "  alpharl behaviour runs/tiny/step-100 --base runs/tiny/step-0 --benchmark chained-arithmetic"
    })
public final class BehaviourCommand implements Runnable {

  private static final int TASK_PROBLEMS = 256;
  private static final int LONGEST = 4096;

  @Mixin private TableOutput output;
  @Mixin private BenchmarkOptions benchmark;
  @Mixin private LocalOptions local;

  @Parameters(
      paramLabel = "MODEL",
      description = "The trained model, or an adapter to the base, in a directory.")
  private Path path;

  @Option(
      names = "--base",
      required = true,
      paramLabel = "DIR",
      description = "The model that it was trained from.")
  private Path base;

  @Option(
      names = "--prefixes",
      split = ",",
      paramLabel = "N",
      description =
          "Tokens of the trained answer that the base is given (default: 0,1,2,4,8,16,32).")
  private List<Integer> prefixes = List.of(0, 1, 2, 4, 8, 16, 32);

  @Override
  public void run() {
    if (prefixes.stream().anyMatch(n -> n < 0)) {
      throw UsageException.of("--prefixes must not be negative, found %s", prefixes);
    }
    Benchmark set = benchmark.read(TASK_PROBLEMS);
    int longest = benchmark.longest(LONGEST);
    try (LocalSampler before = local.open(base, Optional.empty(), benchmark.task());
        LocalSampler after = local.open(path, Optional.of(base), benchmark.task())) {
      Behaviour behaviour = Behaviour.of(before, after, set, prefixes, longest);
      if (output.json()) {
        output.printJson(document(set.name(), longest, behaviour, after.tokenizer()));
      } else {
        print(set.name(), behaviour);
      }
    }
  }

  private void print(String name, Behaviour b) {
    Table table = new Table("greedy answers of", "accuracy", "non-greedy", "perplexity", "tokens");
    table.row(cells(base, b.baseAccuracy(), b.ownView()));
    table.row(cells(path, b.trainedAccuracy(), b.view()));
    output.print(table);
    output.out().println("non-greedy share and perplexity are the base's view of these answers");
    Table guidance = new Table("prefix tokens", "accuracy of the base");
    b.guidance().forEach((n, accuracy) -> guidance.row(n, percent(accuracy)));
    output.print(guidance);
    output
        .out()
        .printf(
            Locale.ROOT,
            "mean shift of the embeddings of %d tokens: %.4g%n%d problems of %s%n",
            b.shift().tokens().size(),
            b.shift().meanShift(),
            b.problems(),
            name);
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

  private Map<String, Object> document(String name, int longest, Behaviour b, Tokenizer tokenizer) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("model", path.toString());
    document.put("base", base.toString());
    document.put("benchmark", name);
    document.put("problems", b.problems());
    document.put("max_tokens", longest);
    document.put("seed", benchmark.seed());
    document.put("trained_answers", view(b.trainedAccuracy(), b.view()));
    document.put("base_answers", view(b.baseAccuracy(), b.ownView()));
    document.put("prefix_guidance", b.guidance());
    document.put("embedding_shift", shift(b.shift(), tokenizer));
    return document;
  }

  private static Map<String, Object> view(double accuracy, BaseView view) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("accuracy", accuracy);
    document.put("non_greedy_share", view.nonGreedyShare());
    document.put("perplexity_under_base", view.perplexity());
    document.put("tokens", view.tokens());
    return document;
  }

  private static Map<String, Object> shift(EmbeddingShift shift, Tokenizer tokenizer) {
    return Map.of(
        "mean",
        shift.meanShift(),
        "tokens",
        IntStream.range(0, shift.tokens().size())
            .mapToObj(i -> token(shift, i, tokenizer))
            .toList());
  }

  private static Map<String, Object> token(EmbeddingShift shift, int i, Tokenizer tokenizer) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", shift.tokens().get(i));
    token.put("text", tokenizer.decode(new int[] {shift.tokens().get(i)}));
    token.put("before", shift.before().get(i));
    token.put("after", shift.after().get(i));
    return token;
  }
}
