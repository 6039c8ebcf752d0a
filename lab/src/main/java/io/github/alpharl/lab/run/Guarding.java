package io.github.alpharl.lab.run;

import io.github.alpharl.failure.UsageException;
import java.util.function.Consumer;

/**
 * How a training is guarded.
 *
 * @param guard looks at it
 * @param most interventions at most, over all starts of the run; 0 keeps what an intervention needs
 *     and only tells
 * @param listener hears every intervention, and every alarm that gets none
 */
public record Guarding(Guard guard, int most, Consumer<String> listener) {

  /** Checks the range. */
  public Guarding {
    if (most < 0) {
      throw UsageException.of("A guard makes 0 or more interventions, not %d.", most);
    }
  }

  /** Keeps what an intervention of a branch would need, and looks at nothing. */
  public static final Guarding KEEPING = new Guarding(Guard.SILENT, 0, _ -> {});
}
