package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.BenchmarkOptions;
import io.github.alpharl.cli.option.LocalOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.eval.behaviour.Behaviour;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.view.lab.BehaviourView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
      output.show(
          new BehaviourView(
              behaviour,
              new BehaviourView.Models(path, base),
              new BehaviourView.Asked(set.name(), longest, benchmark.seed()),
              after.tokenizer()));
    }
  }
}
