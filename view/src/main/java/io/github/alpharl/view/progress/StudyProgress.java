package io.github.alpharl.view.progress;

import io.github.alpharl.study.StudyListener;
import java.util.function.Consumer;

/**
 * What a study tells, on the terminal.
 *
 * @param notes where notes go
 */
public record StudyProgress(Consumer<String> notes) implements StudyListener {

  @Override
  public void note(String note) {
    notes.accept(note);
  }

  @Override
  public Work begin(String what, String unit, long total) {
    return Progress.of(what, unit, total);
  }

  @Override
  public Decomposition decomposing(int steps) {
    return new DecompositionProgress(steps);
  }
}
