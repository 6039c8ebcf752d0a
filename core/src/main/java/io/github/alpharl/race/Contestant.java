package io.github.alpharl.race;

/** A model in a race: it answers problems of one endless list, each once. */
public interface Contestant {

  /** Unique in its race. */
  String name();

  /** Whether it solves the problems {@code from} … {@code from + count − 1}. */
  boolean[] answers(int from, int count);
}
