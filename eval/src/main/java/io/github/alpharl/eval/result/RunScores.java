package io.github.alpharl.eval.result;

import io.github.alpharl.disk.AtomicFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;

/** The scores file of a run: what {@code linearity} and {@code predict} read. */
public final class RunScores {

  private RunScores() {}

  /** Writes {@code step,accuracy,samples}; accuracy is avg@k, samples counts all of a step. */
  public static void write(Path file, SortedMap<Long, EvaluationResult> byStep) {
    var text = new StringBuilder("step,accuracy,samples\n");
    byStep.forEach(
        (step, result) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%d,%s,%d\n",
                    step,
                    result.summary().figures().average().value(),
                    result.summary().figures().total())));
    AtomicFile.write(file, text.toString());
  }
}
