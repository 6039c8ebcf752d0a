package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.LogOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.TrainingOptions;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.guard.WatchGuard;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.run.Guarding;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.view.lab.TrainingProgress;
import java.util.Locale;
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
    },
    footer = {
      "",
      "Examples:",
      "  alpharl train --task chained-arithmetic --steps 40 --out runs/tiny",
      "  alpharl train --task countdown --algorithm grpo --save-every 5 --seed 1 --out runs/grpo",
      "  alpharl train --task sorting --config options.json --steps 200 --out runs/mine"
    })
public final class Train implements Runnable {

  @Mixin private Output output;
  @Mixin private TrainingOptions training;
  @Mixin private LogOptions logging;

  @Option(
      names = "--task",
      required = true,
      paramLabel = "NAME",
      description = "chained-arithmetic, faulty-facts, sorting, boxed-sum or countdown.")
  private String task;

  @Option(names = "--steps", paramLabel = "N", description = "Steps to train.")
  private Integer steps;

  @Option(
      names = "--fault",
      paramLabel = "NAME@STEP",
      description =
          "Break the training on purpose from that step on, for tests of a watch: rate, flipped,"
              + " length, format, stale, wrong-base, frozen, bf16, labels, damaged, entropy or nan.")
  private String fault;

  @Option(
      names = "--guard",
      arity = "0..1",
      fallbackValue = "3",
      paramLabel = "N",
      description =
          "Watch the training from within; at an alarm go back to the last good checkpoint with 0.3"
              + " of the rate, at most N times (${FALLBACK-VALUE} where N is left out).")
  private Integer guard;

  @Override
  public void run() {
    Mirror.requireHere(training.out());
    Start start = training.start(task);
    TrainOptions options = training.of(task, start, steps, fault);
    finish(options, train(start, options));
  }

  private Trainer.Outcome train(Start start, TrainOptions options) {
    try (TrainingProgress progress = new TrainingProgress(logging.status(output))) {
      return outcome(new Trainer(start, options, training.out(), progress::show));
    }
  }

  private Trainer.Outcome outcome(Trainer trainer) {
    return guard == null
        ? trainer.run()
        : trainer.run(
            new Guarding(
                new WatchGuard(), guard, logging.log(output.err(), output.quiet())::problem));
  }

  private void finish(TrainOptions options, Trainer.Outcome outcome) {
    if (output.json()) {
      output.printJson(
          Output.ordered(
              "run", training.out().toString(),
              "steps", options.steps(),
              "testAccuracyBase", outcome.base(),
              "testAccuracy", outcome.end()));
      return;
    }
    output
        .out()
        .printf(
            Locale.ROOT,
            "%s: %s of %s; test accuracy %.4f -> %.4f (%s, 2 samples each, temperature %s)%n",
            training.out(),
            Wording.count(options.steps(), "step"),
            options.algorithm(),
            outcome.base(),
            outcome.end(),
            Wording.count(options.measure().testProblems(), "problem"),
            options.measure().validationTemperature());
  }
}
