package io.github.alpharl.regrounding;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.accelerate.Control;
import io.github.alpharl.accelerate.Controller;
import io.github.alpharl.accelerate.Decision;
import io.github.alpharl.accelerate.Moments;
import io.github.alpharl.accelerate.Response;
import io.github.alpharl.accelerate.Settings;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
import java.util.List;

/**
 * A training of the lab that is re-grounded on the models ahead of its legs, with the settings that
 * {@code alpharl accelerate} has when nothing is said.
 *
 * @param start its base
 * @param options of the training; their steps are the budget
 * @param folder of the run
 */
public record Regrounding(Start start, TrainOptions options, Path folder) {

  /** Legs that are still short: longer ones leave enough for a search at a share of 10 %. */
  private static final int SHORT = 4;

  /** The models that are tried: one back for a rate that is too high, far ones for one too low. */
  public static final List<Double> FACTORS = List.of(-0.5, 1.0, 3.0, 7.0, 31.0, 127.0, 511.0);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nothing is read off the run's own scores, which only cost time. */
  private static final int SCORED = 64;

  /**
   * What it ended with.
   *
   * @param model the last one
   * @param training answers sampled by the training
   * @param search answers to validation problems
   * @param rateFactor what the learning rate had become
   */
  public record Outcome(Path model, long training, long search, double rateFactor) {}

  /** The options of a run of {@code steps} that is to be re-grounded. */
  public static TrainOptions options(TrainOptions plain, int steps) {
    return plain.with(
        JSON.createObjectNode()
            .put("steps", steps)
            .put("saveEvery", leg(perStep(plain)))
            .put("validationProblems", SCORED));
  }

  /** Training answers of one step, of one round. */
  public static long perStep(TrainOptions options) {
    return (long) options.batch().prompts() * options.batch().samples();
  }

  /** The fewest steps between two decisions that leave enough rollouts for a search. */
  public static int leg(long rolloutsPerStep) {
    int leg = 1;
    while (leg < SHORT && !settings(SHORT + 1, leg).firstSearch(rolloutsPerStep).possible()) {
      leg++;
    }
    return leg;
  }

  /** The share of all rollouts that searches take of legs of {@code leg} steps. */
  public static double share(int leg) {
    return leg == 1 ? 0.6 : leg <= SHORT ? 0.4 : 0.1;
  }

  /** Those rules in words, for what depends on them. */
  public static String rules(int budget) {
    return settings(budget, 1)
        + ", the shortest leg of up to "
        + SHORT
        + " that can be searched among those who may be accepted, none for less than "
        + Settings.WORTH;
  }

  /** The settings that {@code alpharl accelerate} has by default, for so many steps. */
  public static Settings settings(int budget, int leg) {
    return new Settings(
        budget,
        Math.min(leg, budget),
        share(leg),
        0.1,
        FACTORS,
        0,
        List.of(),
        new Response(Control.BOTH, 8, 0.5, Moments.RESET),
        0);
  }

  /** Trains, or goes on where an earlier call was killed. */
  public Outcome run(Validation validation) {
    Settings settings = settings(options.steps(), leg(perStep(options)));
    try (FolderLock _ = FolderLock.take(folder, "training")) {
      new ControlRecord(folder).begin(settings, validation.settings());
      Trainer trainer = new Trainer(start, options, folder, _ -> {});
      LabTrainer lab = new LabTrainer(trainer, folder, settings.response().moments());
      Decision last = new Controller(settings, lab, validation, folder, _ -> {}).run().getLast();
      return new Outcome(
          folder.resolve("step-" + options.steps()),
          last.trainingSoFar(),
          last.searchSoFar(),
          last.nextRateFactor());
    }
  }
}
