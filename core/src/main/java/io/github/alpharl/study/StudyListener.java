package io.github.alpharl.study;

import io.github.alpharl.factor.RunDecomposition;

/** What a study tells while it works; every method may be left as it is. */
public interface StudyListener {

  /** Hears nothing. */
  StudyListener SILENT = new StudyListener() {};

  /** Something that the user should know. */
  default void note(String note) {}

  /**
   * Work of {@code total} units begins.
   *
   * @param what one word for it
   * @param unit such as bytes or answers
   */
  default Work begin(String what, String unit, long total) {
    return Work.UNSEEN;
  }

  /** The decomposition of {@code steps} checkpoints begins. */
  default Decomposition decomposing(int steps) {
    return Decomposition.UNSEEN;
  }

  /** Work under way; closed at its end. */
  interface Work extends AutoCloseable {

    /** Nobody looks. */
    Work UNSEEN = new Work() {};

    /** So many units more are done; called from any thread. */
    default void advance(long units) {}

    @Override
    default void close() {}
  }

  /** A decomposition under way; closed at its end. */
  interface Decomposition extends RunDecomposition.Listener, AutoCloseable {

    /** Nobody looks. */
    Decomposition UNSEEN = new Decomposition() {};

    @Override
    default void close() {}
  }
}
