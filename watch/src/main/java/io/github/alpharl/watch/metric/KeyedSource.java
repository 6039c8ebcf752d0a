package io.github.alpharl.watch.metric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A log whose figures stand under keys, of which one is chosen for each signal. */
abstract class KeyedSource implements MetricSource {

  private final Path path;
  private final Set<String> notes = new LinkedHashSet<>();
  final KeyChoice keys = new KeyChoice();

  KeyedSource(Path path) {
    this.path = path;
  }

  /** Adds a sentence about what was passed over, once. */
  final void note(String note) {
    notes.add(note);
  }

  @Override
  public final Path path() {
    return path;
  }

  @Override
  public String trainer() {
    return keys.trainer();
  }

  @Override
  public final Optional<String> key(Signal signal) {
    return keys.key(signal);
  }

  @Override
  public List<String> notes() {
    List<String> all = new ArrayList<>(keys.notes());
    all.addAll(notes);
    return all;
  }
}
