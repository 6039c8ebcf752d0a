package io.github.alpharl.eval.sampler;

/**
 * One answer of a model.
 *
 * @param problem the problem's id
 * @param index which sample of the problem, from 0
 * @param text the answer
 * @param tokens its length; -1 where the engine does not tell
 * @param truncated whether it was cut at the longest length
 */
public record Sample(String problem, int index, String text, int tokens, boolean truncated) {}
