package io.github.alpharl.accelerate;

import io.github.alpharl.disk.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The accuracy of each searched leg's end on its fresh problems, as a scores file. */
public final class LegScores {

  private LegScores() {}

  /** Writes step, accuracy and problems of the {@code decisions} that searched. */
  public static void write(Path file, List<Decision> decisions) {
    StringBuilder scores = new StringBuilder("step,accuracy,samples\n");
    for (Decision decision : decisions) {
      if (decision.problems() > 0) {
        scores.append(
            String.format(
                Locale.ROOT,
                "%d,%.6f,%d%n",
                decision.to(),
                (double) decision.right() / decision.problems(),
                decision.problems()));
      }
    }
    AtomicFile.write(file, scores.toString());
  }
}
