package io.github.alpharl.reproduce.run;

import io.github.alpharl.lab.network.ModelSize;
import java.util.List;
import java.util.Optional;

/**
 * A training of the lab by name; the same name always means the same options.
 *
 * @param name of its folder
 * @param task of the lab
 * @param algorithm that trains
 * @param seed of everything random
 * @param size of the network
 * @param from where its weights come from
 * @param other the run that it starts from, or whose last model teaches it
 * @param changes to the algorithm's defaults
 * @param cost about so many seconds of one core, of which an estimate is made
 */
public record LabRun(
    String name,
    String task,
    String algorithm,
    long seed,
    ModelSize size,
    From from,
    Optional<LabRun> other,
    TrainingChanges changes,
    double cost) {

  /** Where the weights come from. */
  enum From {
    /** The base that ships for the task. */
    SHIPPED,
    /** Random numbers. */
    RANDOM,
    /** The last step of the other run. */
    OTHER
  }

  /** The runs that must be there first. */
  public List<LabRun> needs() {
    return other.stream().toList();
  }
}
