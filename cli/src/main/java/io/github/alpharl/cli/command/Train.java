package io.github.alpharl.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.cli.report.StatusLine;
import io.github.alpharl.cli.report.TrainingProgress;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.model.TinyModel;
import io.github.alpharl.lab.rl.Algorithm;
import io.github.alpharl.lab.rl.Defaults;
import io.github.alpharl.lab.rl.Start;
import io.github.alpharl.lab.rl.TrainOptions;
import io.github.alpharl.lab.rl.Trainer;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl train}: trains a small model and writes its checkpoints. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a language model by reinforcement learning (or a control) on a verifiable task.",
      "Writes step-N model directories, scores.csv and metrics.jsonl. The same command again"
          + " continues a run that was stopped or killed."
    })
final class Train implements Runnable {

  @Mixin private Output output;
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
            "tiny-96, tiny-128 or tiny-192: random weights with --algorithm sft, else the shipped"
                + " base of this size and task. Default: the shipped base of the task.")
    private String init;
  }

  @Option(
      names = "--task",
      required = true,
      paramLabel = "NAME",
      description = "chained-arithmetic, faulty-facts, sorting, boxed-sum or countdown.")
  private String task;

  @Option(
      names = "--algorithm",
      defaultValue = "dapo",
      paramLabel = "NAME",
      description =
          "dapo, grpo, rloo, dr-grpo, ppo, reinforce++, gspo, cispo, sft, distill,"
              + " on-policy-distill or dpo. Default: ${DEFAULT-VALUE}.")
  private String algorithm;

  @Option(names = "--steps", paramLabel = "N", description = "Steps to train.")
  private Integer steps;

  @Option(names = "--save-every", paramLabel = "N", description = "Steps between checkpoints.")
  private Integer saveEvery;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "JSON object of training options, as under \"options\" in training.json.")
  private Path config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's directory.")
  private Path out;

  @Override
  public void run() {
    Task chosen = Tasks.named(task);
    Algorithm way = Algorithm.named(algorithm);
    Start start = start(chosen, way);
    boolean fresh = start instanceof Start.Fresh;
    TrainOptions options = Defaults.of(way, task, fresh, start.width());
    if (config != null) {
      options = options.with(read(config));
    }
    options = options.with(overrides());
    finish(options, train(start, options));
  }

  private Start start(Task chosen, Algorithm way) {
    if (origin != null && origin.model != null) {
      return new Start.Directory(origin.model);
    }
    if (origin != null && way == Algorithm.SFT) {
      return new Start.Fresh(chosen, TinyModel.named(origin.init), libTorch.seed());
    }
    String size = origin == null ? defaultSize(chosen) : origin.init;
    return new Start.Shipped(chosen, TinyModel.named(size));
  }

  private static String defaultSize(Task chosen) {
    return chosen.name().equals("faulty-facts") ? "tiny-96" : "tiny-128";
  }

  private ObjectNode overrides() {
    ObjectNode overrides = libTorch.overrides();
    if (steps != null) {
      overrides.put("steps", steps);
    }
    if (saveEvery != null) {
      overrides.put("saveEvery", saveEvery);
    }
    return overrides;
  }

  private static JsonNode read(Path file) {
    try {
      JsonNode node = new ObjectMapper().readTree(file.toFile());
      if (!node.isObject()) {
        throw BadDataException.of("%s: must be a JSON object of training options.", file);
      }
      return node;
    } catch (IOException e) {
      throw UsageException.because("--config " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Trainer.Outcome train(Start start, TrainOptions options) {
    if (output.json()) {
      return new Trainer(start, options, out, _ -> {}).run();
    }
    try (TrainingProgress progress = new TrainingProgress(new StatusLine(output.err()))) {
      return new Trainer(start, options, out, progress::show).run();
    }
  }

  private void finish(TrainOptions options, Trainer.Outcome outcome) {
    if (output.json()) {
      output.printJson(
          Map.of(
              "run", out.toString(),
              "steps", options.steps(),
              "testAccuracyBase", outcome.base(),
              "testAccuracy", outcome.end()));
      return;
    }
    output
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d steps of %s; test accuracy %.4f -> %.4f (%d problems, 2 samples each,"
                + " temperature %s)%n",
            out,
            options.steps(),
            options.algorithm(),
            outcome.base(),
            outcome.end(),
            options.testProblems(),
            options.validationTemperature());
  }
}
