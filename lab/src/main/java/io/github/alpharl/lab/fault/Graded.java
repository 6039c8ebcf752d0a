package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.task.Grade;
import io.github.alpharl.lab.task.Problem;

/**
 * An answer as a reward sees it.
 *
 * @param problem what it answers
 * @param text the answer
 * @param tokens its length
 * @param grade what it is worth in truth
 */
public record Graded(Problem problem, String text, int tokens, Grade grade) {}
