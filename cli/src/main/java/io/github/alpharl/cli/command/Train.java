package io.github.alpharl.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.model.TinyModel;
import io.github.alpharl.lab.rl.Algorithm;
import io.github.alpharl.lab.rl.Defaults;
import io.github.alpharl.lab.rl.Start;
import io.github.alpharl.lab.rl.StepReport;
import io.github.alpharl.lab.rl.TrainOptions;
import io.github.alpharl.lab.rl.Trainer;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.io.IOException;
import java.io.PrintWriter;
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
      description = "chained-arithmetic, faulty-facts, sorting or countdown.")
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

  @Option(names = "--seed", paramLabel = "S", description = "Seed of everything random.")
  private Long seed;

  @Option(names = "--device", paramLabel = "NAME", description = "cpu, cuda or cuda:N.")
  private String device;

  @Option(names = "--threads", paramLabel = "N", description = "Threads of LibTorch. Default: 1.")
  private Integer threads;

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
    Trainer.Outcome outcome = new Trainer(start, options, out, this::show).run();
    finish(options, outcome);
  }

  private Start start(Task chosen, Algorithm way) {
    if (origin != null && origin.model != null) {
      return new Start.Directory(origin.model);
    }
    if (origin != null && way == Algorithm.SFT) {
      return new Start.Fresh(chosen, TinyModel.named(origin.init), seed == null ? 0 : seed);
    }
    String size = origin == null ? defaultSize(chosen) : origin.init;
    return new Start.Shipped(chosen, TinyModel.named(size));
  }

  private static String defaultSize(Task chosen) {
    return chosen.name().equals("faulty-facts") ? "tiny-96" : "tiny-128";
  }

  private ObjectNode overrides() {
    ObjectNode overrides = new ObjectMapper().createObjectNode();
    put(overrides, "steps", steps);
    put(overrides, "saveEvery", saveEvery);
    put(overrides, "seed", seed);
    put(overrides, "device", device);
    put(overrides, "threads", threads);
    return overrides;
  }

  private static void put(ObjectNode node, String key, Object value) {
    if (value != null) {
      node.set(key, new ObjectMapper().valueToTree(value));
    }
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

  private void show(StepReport report) {
    if (output.json()) {
      return;
    }
    PrintWriter err = output.err();
    err.printf(
        Locale.ROOT,
        "step %d/%d  reward %s  %s  %.0f tokens/s  %s left%n",
        report.step(),
        report.steps(),
        number(report.metrics(), "reward"),
        Double.isNaN(report.validation())
            ? "loss " + number(report.metrics(), "loss")
            : String.format(Locale.ROOT, "accuracy %.4f", report.validation()),
        report.metrics().get("tokensPerSecond"),
        time(report.secondsLeft()));
    err.flush();
  }

  private static String number(Map<String, Double> metrics, String key) {
    Double value = metrics.get(key);
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
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
            "%s: %d steps of %s; test accuracy %.4f -> %.4f (1024 problems, 2 samples each,"
                + " temperature %s)%n",
            out,
            options.steps(),
            options.algorithm(),
            outcome.base(),
            outcome.end(),
            options.validationTemperature());
  }
}
