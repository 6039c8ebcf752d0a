/**
 * Scores of checkpoints: an accuracy for each step, in the forms in which people have them.
 *
 * <p>In: files. Out: a series of scores, rising by step.
 *
 * <p>Must not know weights.
 */
package io.github.alpharl.score;
