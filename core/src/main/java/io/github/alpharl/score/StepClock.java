package io.github.alpharl.score;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/**
 * How far along a training each step is: by its number, or by the learning rates summed up to it. A
 * straight line over equal stretches of the sum allows for a rate that falls.
 *
 * @param time of a step, in steps; rising with it, 0 at step 0
 * @param source of the learning rates; empty where the number counts
 * @param continuation how the rate is taken to go on after the last known one, where it is not
 *     known
 */
public record StepClock(
    LongToDoubleFunction time, Optional<Path> source, Optional<String> continuation) {

  /** Every step counts alike. */
  public static final StepClock STEPS =
      new StepClock(step -> step, Optional.empty(), Optional.empty());

  /**
   * The clock of {@code rates}, in steps of their mean up to the last of {@code window}, where both
   * show the same.
   *
   * @param furthest step that will be asked for
   * @return empty where it says no more than the number does, does not reach that far, or stands
   *     still within the window
   */
  public static Optional<StepClock> of(
      RateClock rates, Path source, List<Long> window, long furthest) {
    long last = window.getLast();
    if (rates.isEven() || !rates.reaches(Math.max(last, furthest)) || !rises(rates, window)) {
      return Optional.empty();
    }
    double unit = last / rates.at(last);
    Optional<String> on =
        furthest > rates.last() || last > rates.last() ? rates.continuation() : Optional.empty();
    return Optional.of(new StepClock(step -> unit * rates.at(step), Optional.of(source), on));
  }

  private static boolean rises(RateClock rates, List<Long> steps) {
    double before = 0;
    for (long step : steps) {
      double now = rates.at(step);
      if (step > 0 && now <= before) {
        return false;
      }
      before = now;
    }
    return true;
  }

  /** The place of {@code step}, in steps. */
  public double at(long step) {
    return time.applyAsDouble(step);
  }

  /**
   * "steps counted by summed learning rate from FILE (step 80 counts as 53.2)"; empty where the
   * number counts.
   */
  public Optional<String> note(long step) {
    return source.map(
        file ->
            String.format(
                Locale.ROOT,
                "steps counted by summed learning rate from %s (step %d counts as %.1f)%s",
                file,
                step,
                at(step),
                continuation.map(text -> "; " + text).orElse("")));
  }

  /** Part of the keys of kept results: empty where the number counts, as it always did. */
  public String identity(List<Long> steps) {
    return source.isEmpty() ? "" : " on " + steps.stream().map(this::at).toList();
  }
}
