package io.github.alpharl.eval.figures;

/**
 * What became of one sample.
 *
 * @param correct whether it gives the gold answer
 * @param parsed whether an answer was found and understood
 * @param truncated whether it was cut at the longest length
 * @param tokens its length, -1 where unknown
 * @param answer the normal form of its answer; empty where there is none
 */
public record Outcome(
    boolean correct, boolean parsed, boolean truncated, int tokens, String answer) {}
