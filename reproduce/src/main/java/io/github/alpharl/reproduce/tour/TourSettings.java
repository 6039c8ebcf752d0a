package io.github.alpharl.reproduce.tour;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.util.List;

/**
 * What a quickstart does, which decides its figures.
 *
 * @param steps of DAPO, with {@link #every} of them between checkpoints
 * @param prompts of a step, eight answers each
 * @param learningRate of DAPO
 * @param validation problems that score every checkpoint
 * @param problems of the test, two answers each
 * @param firstRound validation problems for every candidate of a search
 * @param confirm further ones for its winner
 * @param reach distances that a search tries
 * @param seed of everything
 */
public record TourSettings(
    int steps,
    int prompts,
    double learningRate,
    int validation,
    int problems,
    int firstRound,
    int confirm,
    String reach,
    long seed) {

  /** The lab's task that it is about. */
  public static final String TASK = "chained-arithmetic";

  /** The parts of the training that forecasts start from, in per cent. */
  public static final List<Integer> WINDOWS = List.of(10, 40);

  /** Two answers to each test problem. */
  public static final int SAMPLES = 2;

  private static final int LEAST_STEPS = 20;

  /** Refuses what leaves too little to forecast from. */
  public TourSettings {
    if (steps < LEAST_STEPS) {
      throw UsageException.of(
              "at least %d steps are needed, so that the first 10 %% hold 2 checkpoints, found %d",
              LEAST_STEPS, steps)
          .by(Setting.STEPS);
    }
    for (int count : List.of(prompts, validation, problems, firstRound, confirm)) {
      if (count < 2) {
        throw UsageException.of("a quickstart needs at least 2 problems of each kind");
      }
    }
  }

  /** Steps between checkpoints: about fifty of these, so that a tenth of the run has five. */
  public int every() {
    return Math.max(1, steps / 50);
  }

  /** The last checkpoint's step in the first {@code percent} per cent. */
  public int end(int percent) {
    return steps * percent / 100 / every() * every();
  }

  /** The steps that re-grounding takes: those of the first window. */
  public int regrounded() {
    return end(WINDOWS.getFirst());
  }

  /** For {@code train --config}. */
  public ObjectNode training() {
    return new ObjectMapper()
        .createObjectNode()
        .put("steps", steps)
        .put("saveEvery", every())
        .put("prompts", prompts)
        .put("learningRate", learningRate)
        .put("validationProblems", validation)
        .put("testProblems", validation);
  }

  /** The same for {@code accelerate --config}; its own scores are of no use here. */
  public ObjectNode regrounding() {
    return training().put("saveEvery", 2).put("validationProblems", 2).put("testProblems", 2);
  }
}
