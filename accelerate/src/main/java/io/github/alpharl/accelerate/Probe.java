package io.github.alpharl.accelerate;

import io.github.alpharl.race.PairedTest;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
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
   * What a climb found.
   *
   * @param factor the best f, or 0 where the end is best
   * @param right share that the end solves
   * @param gain of the best over it
   * @param chance that it is so much better by chance alone (exact paired test)
   * @param answers asked for in all
   */
  public record Found(double factor, double right, double gain, double chance, int answers) {}

  /**
   * One move more against none.
   *
   * @param gain in accuracy
   * @param chance that it is so much better by chance alone (exact paired test)
   */
  public record Once(double gain, double chance) {}

  /** Climbs from {@code end} along {@code end} − {@code start}; models go into {@code scratch}. */
  public Found climb(Path start, Path end, Path scratch) {
    CandidateModels models = new CandidateModels(start, end, List.of(end), scratch);
    boolean[] hold = validation.answers(end, first, problems);
    int asked = problems;
    double factor = 0;
    PairedTest best = new PairedTest(0, 0);
    for (double f : FACTORS) {
      PairedTest test = test(models, f, hold);
      asked += problems;
      if (gain(test) <= gain(best)) {
        break;
      }
      best = test;
      factor = f;
    }
    models.clean(Optional.empty());
    return new Found(factor, share(hold), gain(best), best.chance(), asked);
  }

  /** Measures f = 1 alone. */
  public Once once(Path start, Path end, Path scratch) {
    CandidateModels models = new CandidateModels(start, end, List.of(end), scratch);
    PairedTest test = test(models, 1, validation.answers(end, first, problems));
    models.clean(Optional.empty());
    return new Once(gain(test), test.chance());
  }

  private PairedTest test(CandidateModels models, double f, boolean[] hold) {
    Path model = models.of(new Candidate.Scaled(f));
    return PairedTest.of(validation.answers(model, first, problems), hold);
  }

  private double gain(PairedTest test) {
    return (double) (test.wins() - test.losses()) / problems;
  }

  private static double share(boolean[] answers) {
    int right = 0;
    for (boolean answer : answers) {
      right += answer ? 1 : 0;
    }
    return (double) right / answers.length;
  }
}
