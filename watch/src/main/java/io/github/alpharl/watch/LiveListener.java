package io.github.alpharl.watch;

import io.github.alpharl.watch.alert.Alert;

/** Hears what a live watch finds. */
public interface LiveListener {

  /** Hears nothing. */
  LiveListener SILENT = new LiveListener() {};

  /** Something that the user should know. */
  default void note(String note) {}

  /** An alert that was not raised before, in this watch or an earlier one. */
  default void alert(Alert alert) {}

  /** Something new was taken in. */
  default void looked() {}
}
