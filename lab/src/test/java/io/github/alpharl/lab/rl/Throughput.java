package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.objective.KlEstimator;
import io.github.alpharl.lab.objective.Objective;
import io.github.alpharl.lab.objective.PolicyLoss;
import io.github.alpharl.lab.objective.PolicyObjective;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor.Answer;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures tokens generated and trained per second of CPU time, for docs/performance-lab.md. Not a
 * test: run its main with a model directory of the chained arithmetic and a number of rounds.
 */
final class Throughput {

  private static final int PROMPTS = 64;
  private static final int SAMPLES = 8;

  private Throughput() {}

  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[1]);
    int micro = args.length > 2 ? Integer.parseInt(args[2]) : 4096;
    Compute compute = Compute.DEFAULT.load();
    try (Network network = ModelFiles.load(Path.of(args[0]), compute);
        Tokenizer tokenizer = Tokenizer.open(Path.of(args[0]))) {
      Actor actor = Actor.of(network, tokenizer, Tasks.named("chained-arithmetic"), 0);
      TrainOptions options =
          Defaults.of(
              Algorithm.GRPO, Tasks.named("chained-arithmetic"), false, network.config().width());
      TrainedPolicy context = TrainedPolicy.of(actor, options);
      Updater updater =
          new Updater(
              context.parameters(),
              context.updater().optimizer(),
              options.schedule(1e-9),
              1,
              micro,
              compute);
      Sampling sampling = actor.sampling(1, 1, 0, 3);
      for (int round = 0; round < rounds; round++) {
        measure(context, updater, sampling, round);
      }
    }
  }

  private static void measure(
      TrainedPolicy context, Updater updater, Sampling sampling, int round) {
    List<Problem> problems =
        new Problems(context.actor().task(), Split.TRAIN, 0).range((long) round * PROMPTS, PROMPTS);
    long start = cpu();
    List<Answer> answers = context.actor().answer(problems, SAMPLES, sampling.withSeed(round));
    long sampled = cpu();
    int tokens = answers.stream().mapToInt(answer -> answer.completion().length()).sum();
    List<TrainingSample> samples = new ArrayList<>();
    for (Answer answer : answers) {
      double[] flat = new double[answer.completion().length()];
      java.util.Arrays.fill(flat, 0.1);
      double[] log = answer.completion().logProbabilities();
      samples.add(
          new TrainingSample(
              answer.prompt(), answer.completion().tokens(), log, flat, flat, flat, flat, 1e-4));
    }
    Objective objective =
        new PolicyObjective(
            context.network(),
            context.rule(),
            new PolicyLoss.Clipped(0.2, 0.2, 3),
            KlEstimator.K3,
            0,
            0);
    long begin = cpu();
    updater.step(objective, samples, new StepMetrics());
    long trained = cpu();
    System.out.printf(
        Locale.ROOT,
        "%d tokens: generated %.0f/s, trained %.0f/s of CPU time%n",
        tokens,
        tokens / ((sampled - start) / 1e9),
        tokens / ((trained - begin) / 1e9));
  }

  /** Of the whole process: what the JIT compiler and the collector take counts, too. */
  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
