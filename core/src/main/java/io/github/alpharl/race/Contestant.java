package io.github.alpharl.race;

/** A model in a race: it answers problems of one endless list, each once. */
public interface Contestant {

  /** Unique in its race. */
  String name();

  /**
   * Whether {@link #answers} would know, or may ask for, these answers; false where another process
   * will.
   *
   * @param place among those that answer the same problems, from 0
   */
  default boolean ready(int from, int count, int place) {
    return true;
  }

  /** Whether it solves the problems {@code from} … {@code from + count − 1}. */
  boolean[] answers(int from, int count);
}
