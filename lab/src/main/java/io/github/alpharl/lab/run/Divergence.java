package io.github.alpharl.lab.run;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Locale;

/** A training whose loss or gradient became no finite number; its folder keeps what was good. */
public final class Divergence extends BadDataException {

  @Serial private static final long serialVersionUID = 1;

  private final int step;
  private final String reason;

  Divergence(Path run, int step, int lastSaved, double learningRate, RuntimeException cause) {
    super(
        String.format(
            Locale.ROOT,
            "%s: the run diverged at step %d: %s; the last good checkpoint is step-%d, lower"
                + " learningRate (now %s).",
            run,
            step,
            cause.getMessage(),
            lastSaved,
            learningRate),
        cause,
        Defect.DIVERGED);
    this.step = step;
    reason = cause.getMessage();
  }

  /** The step that could not be taken. */
  public int step() {
    return step;
  }

  /** What is no finite number, as in {@code the loss is NaN}. */
  public String reason() {
    return reason;
  }
}
