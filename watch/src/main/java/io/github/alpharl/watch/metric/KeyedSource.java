package io.github.alpharl.watch.metric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log whose figures stand under keys, of which one is chosen for each signal. */
abstract class KeyedSource implements MetricSource {

  private final Path path;
  private final Map<String, Long> remarks = new LinkedHashMap<>();
  private List<MetricRow> late = new ArrayList<>();
  final KeyChoice keys = new KeyChoice();

  KeyedSource(Path path) {
    this.path = path;
  }

  /** Adds a sentence about what was passed over, once. */
  final void note(String note) {
    remarks.put(note, 1L);
  }

  /** Counts {@code more} of what {@code sentence} says; {@code {}} in it stands for the number. */
  final void count(String sentence, long more) {
    if (more > 0) {
      remarks.merge(sentence, more, Long::sum);
    }
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
  public final Optional<Remark> strange() {
    return keys.strange()
        .map(
            names ->
                Remark.of(
                    path + ": none of its names stands for a figure that is known: " + names));
  }

  /** Adds figures of a step whose row was handed over before. */
  final void addLate(MetricRow row) {
    late.add(row);
    count(path + ": {} figures came after the row of their step, and are judged as they come", 1);
  }

  @Override
  public final List<MetricRow> late() {
    List<MetricRow> some = late;
    late = new ArrayList<>();
    return some;
  }

  @Override
  public List<Remark> remarks() {
    List<Remark> all = new ArrayList<>(keys.remarks());
    remarks.forEach((sentence, count) -> all.add(new Remark(sentence, count)));
    return all;
  }
}
