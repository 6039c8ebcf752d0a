package io.github.alpharl.watch;

import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.run.StepNotes;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.weight.HeadChange;
import io.github.alpharl.watch.weight.MoveMeter;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Measures checkpoint after checkpoint; their factors are stored, so that they may be deleted. */
public final class Gauge {

  private final MoveMeter meter = new MoveMeter();
  private final Consumer<String> notes;

  /** A gauge that has measured nothing; {@code notes} hears what is left out. */
  public Gauge(Consumer<String> notes) {
    this.notes = notes;
  }

  /** Notes what is said of {@code steps} as they are read; who cannot be read is left for later. */
  void tell(RunStudy study, Collection<Long> steps) {
    StepNotes said = new StepNotes();
    for (long step : steps) {
      try {
        study.weights().tell(step, said);
      } catch (BadDataException refusal) {
        continue; // decompose() meets it again
      }
      study.weights().done(step);
    }
    said.list().forEach(notes);
  }

  /** Stores the factors of {@code step}, where they are not there yet. */
  public void decompose(RunStudy study, long step) {
    study.update(new Rank.Count(1), List.of(step)).notes().forEach(notes);
  }

  /** Measures {@code step}, whose factors are stored. */
  public WeightRow measure(RunStudy study, long step) {
    try (StoredFactors factors = study.store().open(step)) {
      return meter.next(factors, head(study, step));
    }
  }

  /** Takes in a step that was measured before, where its factors are still there. */
  void recall(FactorStore store, long step) {
    try (StoredFactors factors = store.open(step)) {
      meter.next(factors, OptionalDouble.empty());
    } catch (BadDataException e) {
      notes.accept(e.getMessage());
    }
  }

  private OptionalDouble head(RunStudy study, long step) {
    if (study.checkpoints().filter(run -> run.steps().containsKey(step)).isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      return HeadChange.of(study.weights().base(), study.weights().step(step));
    } catch (BadDataException e) {
      notes.accept(e.getMessage());
      return OptionalDouble.empty();
    }
  }
}
