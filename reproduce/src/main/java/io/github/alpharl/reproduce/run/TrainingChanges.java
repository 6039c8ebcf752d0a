package io.github.alpharl.reproduce.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.option.TrainOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a training has in place of its algorithm's defaults.
 *
 * @param options by their names in training.json
 */
public record TrainingChanges(Map<String, Object> options) {

  /** None. */
  static final TrainingChanges NONE = new TrainingChanges(Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies. */
  public TrainingChanges {
    options = Map.copyOf(options);
  }

  /** Another rate alone. */
  static TrainingChanges rate(double rate) {
    return NONE.and("learningRate", rate);
  }

  /** This with another value of {@code option}. */
  TrainingChanges and(String option, Object value) {
    Map<String, Object> more = new TreeMap<>(options);
    more.put(option, value);
    return new TrainingChanges(more);
  }

  /** This with another course of the rate. */
  TrainingChanges with(Schedule.Shape shape) {
    return and("schedule", shape.toString());
  }

  /** This with so many steps. */
  TrainingChanges withSteps(int count) {
    return and("steps", count);
  }

  /** This with a checkpoint every so many steps, scored on so many problems. */
  TrainingChanges saving(int every, int problems) {
    return and("saveEvery", every).and("validationProblems", problems);
  }

  /** The options of a training with this seed, which may have a teacher. */
  TrainOptions of(TrainOptions defaults, long seed, Optional<Path> teacher) {
    TrainingChanges all = and("seed", seed);
    if (teacher.isPresent()) {
      all = all.and("teacher", teacher.get().toString());
    }
    ObjectNode json = JSON.valueToTree(all.options);
    return defaults.with(json);
  }
}
