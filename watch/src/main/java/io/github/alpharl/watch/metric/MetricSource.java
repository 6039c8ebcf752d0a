package io.github.alpharl.watch.metric;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A log that may grow. */
public interface MetricSource {

  /**
   * The rows that were added since the last call, in the order of the log; a step may come twice,
   * and steps may go back where training was started again.
   *
   * @param end true if nothing follows any more: the last line counts even without its line end
   */
  List<MetricRow> poll(boolean end);

  /** The file or directory. */
  Path path();

  /** The trainer whose keys it has, or "" if they tell none. */
  String trainer();

  /** The key that {@code signal} is read from, once it was met. */
  Optional<String> key(Signal signal);

  /**
   * What came since the last call of steps whose rows were handed over before, as figures of an
   * evaluation that ran beside the training.
   */
  default List<MetricRow> late() {
    return List.of();
  }

  /** That no figure in it is known, so far as it was read, if so. */
  Optional<Remark> strange();

  /** What was passed over or chosen. */
  List<Remark> remarks();

  /** The same, a sentence each. */
  default List<String> notes() {
    return remarks().stream().map(Remark::text).toList();
  }
}
