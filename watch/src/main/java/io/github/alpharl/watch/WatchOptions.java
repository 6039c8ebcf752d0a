package io.github.alpharl.watch;

import io.github.alpharl.failure.UsageException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a run is watched.
 *
 * @param metrics the trainer's log; where absent, the one that the run keeps
 * @param runLength the average number of looks to a false alert, at least, over all channels
 * @param accuracy whose step is foretold, if one is wanted
 */
public record WatchOptions(Optional<Path> metrics, double runLength, OptionalDouble accuracy) {

  /** One false alert in a thousand looks. */
  public static final double RUN_LENGTH = 1000;

  /** The run's own log, the standard run length. */
  public static final WatchOptions DEFAULT =
      new WatchOptions(Optional.empty(), RUN_LENGTH, OptionalDouble.empty());

  /** Refuses what cannot be. */
  public WatchOptions {
    if (accuracy.isPresent() && !(accuracy.getAsDouble() > 0 && accuracy.getAsDouble() <= 1)) {
      throw UsageException.of(
          "the wanted accuracy must be above 0 and at most 1, not %s", accuracy.getAsDouble());
    }
  }
}
