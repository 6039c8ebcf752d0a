package io.github.alpharl.eval.figures;

/**
 * What became of one sample.
 *
 * @param correct whether it gives the gold answer
 * @param parsed whether an answer was found and understood
 * @param ending how it ended
 * @param tokens its length, -1 where unknown
 * @param answer the normal form of its answer; empty where there is none
 */
public record Outcome(boolean correct, boolean parsed, Ending ending, int tokens, String answer) {}
