package io.github.alpharl.eval.sampler;

import io.github.alpharl.eval.figures.Ending;

/**
 * One answer of a model.
 *
 * @param problem the problem's id
 * @param index which sample of the problem, from 0
 * @param text the answer; where it was refused, the server's words
 * @param tokens its length; -1 where the engine does not tell
 * @param ending how it ended
 */
public record Sample(String problem, int index, String text, int tokens, Ending ending) {

  /** The text that is graded: none where the server refused. */
  public String answer() {
    return ending == Ending.REFUSED ? "" : text;
  }
}
