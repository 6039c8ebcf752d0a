package io.github.alpharl.lab.run;

import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.task.Split;
import java.util.List;

/**
 * The accuracy of a model on problems that no training sees; the same problems and draws each time.
 *
 * @param options of the run
 */
record Examination(TrainOptions options) {

  private static final int TEST_SAMPLES = 2;
  private static final long VALIDATION = 1;
  private static final long TEST = 2;

  /** On the validation problems, one answer each. */
  double validate(Actor actor) {
    Problems problems = new Problems(options.task(), Split.VALIDATION, 0);
    int count = options.measure().validationProblems();
    return accuracy(actor, problems.range(0, count), 1, VALIDATION);
  }

  /** On the test problems, two answers each. */
  double test(Actor actor) {
    Problems problems = new Problems(options.task(), Split.TEST, 0);
    int count = options.measure().testProblems();
    return accuracy(actor, problems.range(0, count), TEST_SAMPLES, TEST);
  }

  private double accuracy(Actor actor, List<Problem> problems, int samples, long purpose) {
    double temperature = options.measure().validationTemperature();
    Sampling sampling = actor.sampling(temperature, 1, 0, Seeds.mix(purpose));
    return actor.accuracy(problems, samples, sampling);
  }
}
