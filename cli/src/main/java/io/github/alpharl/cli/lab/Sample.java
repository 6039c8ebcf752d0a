package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.LibTorchOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.generation.Completion;
import io.github.alpharl.lab.generation.Generator;
import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl sample}: lets a model answer. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = "Samples answers of a model to a prompt, or to test problems of a task.",
    footer = {
      "",
      "Examples:",
      "  alpharl sample runs/tiny/step-100 --task chained-arithmetic --n 16",
      "  alpharl sample runs/tiny/step-100 --prompt '3+4*2=' --temperature 0"
    })
public final class Sample implements Runnable {

  @Mixin private Output output;
  @Mixin private LibTorchOptions libTorch;

  @Parameters(paramLabel = "MODEL", description = "Model directory.")
  private Path model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  /** What is answered. */
  private static final class What {
    @Option(names = "--prompt", paramLabel = "TEXT", description = "The text to continue.")
    private String prompt;

    @Option(
        names = "--task",
        paramLabel = "NAME",
        description = "Answer test problems of this task, and grade the answers.")
    private String task;
  }

  @Option(names = "--n", defaultValue = "8", description = "Answers. Default: ${DEFAULT-VALUE}.")
  private int n;

  @Option(
      names = "--temperature",
      defaultValue = "1",
      paramLabel = "T",
      description = "0 takes the likeliest token. Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--top-p",
      defaultValue = "1",
      paramLabel = "P",
      description = "Draw from the likeliest tokens of this total. Default: ${DEFAULT-VALUE}.")
  private double topP;

  @Option(
      names = "--top-k",
      defaultValue = "0",
      paramLabel = "K",
      description = "Draw from that many likeliest tokens; 0 is all. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Option(
      names = "--max-tokens",
      defaultValue = "64",
      paramLabel = "N",
      description = "Longest answer. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Override
  public void run() {
    if (n < 1) {
      throw UsageException.of("--n must be at least 1, found %d.", n);
    }
    Compute compute = libTorch.compute().load();
    try (Tokenizer tokenizer = Tokenizer.open(model);
        Network network = ModelFiles.load(model, compute)) {
      List<Map<String, Object>> samples =
          what.task == null ? prompt(network, tokenizer) : task(network, tokenizer);
      if (output.json()) {
        output.printJson(Output.ordered("model", model.toString(), "samples", samples));
      } else {
        samples.forEach(this::print);
      }
    }
  }

  private List<Map<String, Object>> prompt(Network network, Tokenizer tokenizer) {
    TreeSet<Integer> banned = network.config().fillers();
    banned.removeAll(network.config().stopTokens());
    Sampling sampling =
        new Sampling(
            temperature,
            topP,
            topK,
            maxTokens,
            network.config().stopTokens(),
            banned,
            libTorch.seed());
    List<int[]> prompts = List.of(tokenizer.encode(what.prompt));
    List<Map<String, Object>> samples = new ArrayList<>();
    for (Completion completion : new Generator(network, sampling).generate(prompts, n)) {
      samples.add(describe(tokenizer.decode(completion.tokens()), completion));
    }
    return samples;
  }

  private List<Map<String, Object>> task(Network network, Tokenizer tokenizer) {
    Task task = Tasks.named(what.task);
    Actor actor = Actor.of(network, tokenizer, task, maxTokens);
    List<Problem> problems = new Problems(task, Split.TEST, libTorch.seed()).range(0, n);
    List<Map<String, Object>> samples = new ArrayList<>();
    List<Actor.Answer> answers =
        actor.answer(problems, 1, actor.sampling(temperature, topP, topK, libTorch.seed()));
    for (int i = 0; i < n; i++) {
      Map<String, Object> sample = describe(answers.get(i).text(), answers.get(i).completion());
      sample.put("prompt", problems.get(i).prompt());
      sample.put("right", answers.get(i).grade().right());
      samples.add(sample);
    }
    return samples;
  }

  private static Map<String, Object> describe(String text, Completion completion) {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("text", text);
    sample.put("tokens", completion.tokens());
    sample.put("logProbability", completion.logProbability());
    return sample;
  }

  private void print(Map<String, Object> sample) {
    String mark =
        sample.containsKey("right") ? ((Boolean) sample.get("right") ? "right  " : "wrong  ") : "";
    output
        .out()
        .printf(
            Locale.ROOT,
            "%s%s%s  (log-probability %.4f)%n",
            mark,
            sample.getOrDefault("prompt", ""),
            sample.get("text"),
            (Double) sample.get("logProbability"));
  }
}
