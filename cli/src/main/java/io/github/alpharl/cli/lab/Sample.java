package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.LibTorchOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.rl.Samples;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.view.lab.SamplesView;
import java.nio.file.Path;
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

  @Option(
      names = "--n",
      defaultValue = "8",
      paramLabel = "N",
      description = "Answers (default: ${DEFAULT-VALUE}).")
  private int n;

  @Option(
      names = "--temperature",
      defaultValue = "1",
      paramLabel = "T",
      description = "0 takes the likeliest token (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-p",
      defaultValue = "1",
      paramLabel = "P",
      description = "Draw from the likeliest tokens of this total (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--top-k",
      defaultValue = "0",
      paramLabel = "K",
      description = "Draw from that many likeliest tokens; 0 is all (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--max-tokens",
      defaultValue = "64",
      paramLabel = "N",
      description = "Longest answer (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  @Override
  public void run() {
    if (n < 1) {
      throw UsageException.of("--n must be at least 1, found %d.", n);
    }
    Samples samples = new Samples(model, n, temperature, topP, topK, maxTokens, libTorch.seed());
    Compute compute = libTorch.compute().load();
    output.show(
        new SamplesView(
            model.toString(),
            what.task == null
                ? samples.to(what.prompt, compute)
                : samples.of(Tasks.named(what.task), compute)));
  }
}
