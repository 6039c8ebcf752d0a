package io.github.alpharl.accelerate;

import io.github.alpharl.eval.race.PairedTest;
import io.github.alpharl.eval.race.Validation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cheap look beyond a window: models further and further along its last move answer the same
 * problems as its end, a climb from no jump upwards that stops at the first model that is not
 * better than the one before.
 *
 * @param validation how models are tried
 * @param first number of the first problem
 * @param problems for each model
 */
public record Probe(Validation validation, int first, int problems) {

  /** f of the climb. */
  private static final List<Double> FACTORS = List.of(1.0, 3.0, 7.0, 15.0, 31.0);

  /**
   * What was found.
   *
   * @param factor the best f, or 0 where the end is best
   * @param right share that the end solves
   * @param gain of the best over it
   * @param once gain of f = 1 over it
   * @param chance that f = 1 is so much better by chance alone (exact paired test)
   * @param answers asked for in all
   */
  public record Found(
      double factor, double right, double gain, double once, double chance, int answers) {}

  /** Climbs from {@code end} along {@code end} − {@code start}; models go into {@code scratch}. */
  public Found climb(Path start, Path end, Path scratch) {
    CandidateModels models = new CandidateModels(start, end, List.of(), scratch);
    boolean[] hold = validation.answers(end, first, problems);
    List<Double> gains = new ArrayList<>();
    double chance = 1;
    double factor = 0;
    double best = 0;
    for (double f : FACTORS) {
      boolean[] its = validation.answers(models.of(new Candidate.Scaled(f)), first, problems);
      PairedTest test = PairedTest.of(its, hold);
      double gain = (double) (test.wins() - test.losses()) / problems;
      gains.add(gain);
      if (gains.size() == 1) {
        chance = test.chance();
      }
      if (gain <= best) {
        break;
      }
      best = gain;
      factor = f;
    }
    models.clean(Optional.empty());
    int right = 0;
    for (boolean answer : hold) {
      right += answer ? 1 : 0;
    }
    return new Found(
        factor,
        (double) right / problems,
        best,
        gains.getFirst(),
        chance,
        problems * (gains.size() + 1));
  }
}
