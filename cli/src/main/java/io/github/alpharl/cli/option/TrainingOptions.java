package io.github.alpharl.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.Json;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: what the lab trains, from which model and how. */
public final class TrainingOptions {

  @Mixin private LibTorchOptions libTorch;

  @ArgGroup(exclusive = true)
  private Origin origin;

  /** Where the weights come from. */
  private static final class Origin {
    @Option(names = "--model", paramLabel = "DIR", description = "Model directory to start from.")
    private Path model;

    @Option(
        names = "--init",
        paramLabel = "SIZE",
        description =
            "tiny-64, tiny-96, tiny-128, tiny-192, small-256 or base-512: random weights with"
                + " --algorithm sft, else the shipped base of this size and task (default: that of the"
                + " task).")
    private String init;
  }

  @Option(
      names = "--algorithm",
      defaultValue = "dapo",
      paramLabel = "NAME",
      description =
          "dapo, grpo, rloo, dr-grpo, ppo, reinforce++, gspo, cispo, sft, distill,"
              + " on-policy-distill or dpo (default: ${DEFAULT-VALUE}).")
  private String algorithm;

  @Option(
      names = "--save-every",
      paramLabel = "N",
      description =
          "Steps between checkpoints (default: 4, in the first 40 %%, where forecasts look, 2; of a"
              + " base from random weights 100).")
  private Integer saveEvery;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "JSON object of training options, as under \"options\" in training.json.")
  private Path config;

  private ObjectNode read; // once: the file may be a pipe

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's directory.")
  private Path out;

  /** The directory that the run is written into. */
  public Path out() {
    return out;
  }

  public long seed() {
    return libTorch.seed();
  }

  /** The model directory that was given, or null. */
  public Path model() {
    return origin == null ? null : origin.model;
  }

  /** The model that training on {@code task} starts from. */
  public Start start(String task) {
    Task chosen = Tasks.named(task);
    if (model() != null) {
      return new Start.Directory(model());
    }
    if (origin != null && Algorithm.named(algorithm) == Algorithm.SFT) {
      return new Start.Fresh(chosen, ModelSize.named(origin.init), libTorch.seed());
    }
    String size = origin == null ? defaultSize(chosen) : origin.init;
    return new Start.Shipped(chosen, ModelSize.named(size));
  }

  private static String defaultSize(Task chosen) {
    return chosen.name().equals("faulty-facts") ? "tiny-96" : "tiny-128";
  }

  /** All options of a training on {@code task} of {@code steps} steps, or as many as usual. */
  public TrainOptions of(String task, Start start, Integer steps) {
    return of(task, start, steps, null);
  }

  /** Like the above, with a fault, or none where it is null. */
  public TrainOptions of(String task, Start start, Integer steps, String fault) {
    Algorithm way = Algorithm.named(algorithm);
    TrainOptions options =
        Defaults.of(way, Tasks.named(task), start instanceof Start.Fresh, start.width());
    if (config != null) {
      options = options.with(configured());
    }
    ObjectNode overrides = overrides(steps);
    if (fault != null) {
      overrides.put("fault", fault);
    }
    return options.with(overrides);
  }

  private ObjectNode overrides(Integer steps) {
    ObjectNode overrides = libTorch.overrides();
    if (steps != null) {
      overrides.put("steps", steps);
    }
    if (saveEvery != null) {
      overrides.put("saveEvery", saveEvery);
    }
    return overrides;
  }

  private ObjectNode configured() {
    if (read == null) {
      read = Json.read(config);
    }
    return read;
  }
}
