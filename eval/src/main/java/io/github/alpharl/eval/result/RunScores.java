package io.github.alpharl.eval.result;

import io.github.alpharl.disk.AtomicFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;

/** The scores file of a run: what {@code linearity} and {@code predict} read. */
public final class RunScores {

  private RunScores() {}

  /** Writes {@code step,accuracy,samples}; accuracy is avg@k, samples counts all of a step. */
  public static void write(Path file, SortedMap<Long, Summary> byStep) {
    var text = new StringBuilder("step,accuracy,samples\n");
    byStep.forEach(
        (step, s) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%d,%s,%d\n",
                    step,
                    s.figures().average().value(),
                    (long) s.figures().problems() * s.figures().samples())));
    AtomicFile.write(file, text.toString());
  }
}
